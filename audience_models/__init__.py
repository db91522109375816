"""Simulated people: who they are, whom they know, what they like."""

"""Tests of policies, score and reports."""

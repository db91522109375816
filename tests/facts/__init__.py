"""Tests of what is compared with the published record."""

"""Counts and look-ups of this house."""

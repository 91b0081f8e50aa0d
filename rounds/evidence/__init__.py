"""Findings and objections as what photos belong to."""

"""Measurements: our work beside its limit (a bare Django app, bare SQL) on the same machine in the same run.

Absolute times hold for a day and a machine; the ratios hold. `./dev bench` writes docs/performance.md.
"""

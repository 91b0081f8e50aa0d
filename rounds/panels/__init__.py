"""What rounds show on the pages of other houses."""

from rounds.panels import checklists, findings, rounds  # noqa: F401 - register their panels

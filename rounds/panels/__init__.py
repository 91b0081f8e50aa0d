"""What rounds show on the pages of other houses."""

from rounds.panels import rounds  # noqa: F401 - registers its panels

"""What waits of rounds and findings on a person's home."""

from rounds.homes import rounds  # noqa: F401 - registers its parts

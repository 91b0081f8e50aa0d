"""What waits of rounds and findings on a person's home."""

from rounds.homes import findings, rounds  # noqa: F401 - register their parts

"""Days go by in tests when they say so."""

from collections.abc import Callable

Travel = Callable[[int], None]

"""The administrator and time, as in the tests of the pages of administration."""

from tests.cities.conftest import abel, travel

__all__ = ["abel", "travel"]

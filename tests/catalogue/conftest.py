"""The administrator and time, as in the tests of the pages of administration."""

from tests.cities.conftest import abel

__all__ = ["abel"]

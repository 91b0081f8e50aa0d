"""Telephone numbers of any country, each in one form; errors are a `ValueError` with a sentence for who typed.

A number of the city's own country may be typed without the country's code; which country that is, is a setting that a
higher house reads (`use_region`). In China numbers keep the form in which people there write them, short ones of the
city's services too (12319, 95598); every other number is kept as E.164 (ITU-T), +16176354500, with its extension.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext as _

CHINA = "CN"
LONGEST_TYPED, LONGEST = 60, 20  # as typed, and the columns that hold them
SHORT = 6  # digits of a service's number: 311, 115, 12345

_SHAPE = re.compile(r"(?P<number>\+?[0-9][0-9\s()\-–—‐.·/]*)(?:(?:ext\.?|x|#|转|轉|分机|分機)\s*(?P<more>[0-9]{1,6}))?")
_BRACKETED = re.compile(r"^\((?=\+?[0-9])")
_MARKS = re.compile(r"[\s()\-–—‐.·/]+")
_COUNTRY = re.compile(r"^(?:(?:\+|00)86|86(?=1[0-9]{10}$))")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([0-9]{7,8})")
_INNER = re.compile(r"(?P<number>.*[0-9]{7,8})-(?P<more>[0-9]{2,6})")  # 021-12345678-801
_OTHER_CHINESE = re.compile(  # mobile; 400 and 800; 110, 12319, 12345; 95xxx
    r"1[3-9][0-9]{9}|[48]00[0-9]{7}|1[12][0-9]{1,3}|9[56][0-9]{3,4}"
)


_asked: list[Callable[[], str]] = []  # the one that a higher house has given
_told: ContextVar[str] = ContextVar("region", default="")


def use_region(ask: Callable[[], str]) -> None:
    """Let `ask` say in which country (two letters, ISO 3166) numbers without a country's code are."""
    _asked[:] = [ask]


@contextmanager
def in_region(region: str) -> Iterator[None]:
    """For what is read meanwhile the country is this one: of a folder that tells its city's country with its people.

    Empty: that of the setting, as without.
    """
    token = _told.set(region or _told.get())
    try:
        yield
    finally:
        _told.reset(token)


def _region() -> str:
    return _told.get() or (_asked[0]() if _asked else CHINA)


def region_named(text: Any) -> str:
    """The two letters of a country that has telephones; ValueError for anything else."""
    from phonenumbers import SUPPORTED_REGIONS  # read when a city is set up, or a number from abroad comes

    region = str(text).strip().upper()
    if region not in SUPPORTED_REGIONS:
        raise ValueError(_("Write the country as two letters of ISO 3166, such as CN, US or DE."))
    return region


def normal_phone(text: str) -> str:
    """The number in its one form: 13812341234, 021-61234567, 021-61234567-801, 12345, +16176354500, +16176354500x12.

    Full-width digits, spaces, dashes, dots, brackets and the country's code may be typed, and what pasting brings along
    unseen is dropped.
    """
    number, more = _typed(text)
    region = _region()
    chinese = region == CHINA and not (number.startswith(("+", "00")) and not _COUNTRY.match(_MARKS.sub("", number)))
    found = _chinese(number, more) if chinese else _abroad(number, more, region)
    if len(found) > LONGEST:
        raise ValueError(_("This telephone number is too long."))
    return found


def _typed(text: str) -> tuple[str, str]:
    """The number and its extension (or ""), in plain signs."""
    plain = unicodedata.normalize("NFKC", text[: LONGEST_TYPED + 1])
    seen = "".join(char for char in plain if unicodedata.category(char) not in ("Cf", "Cc", "Mn")).strip().lower()
    found = _SHAPE.fullmatch(_BRACKETED.sub("", seen))
    if found is None or len(plain) > LONGEST_TYPED:
        raise ValueError(
            _("A telephone number has digits and at most spaces, dashes, dots, brackets, a + before and an extension.")
        )
    return found["number"].strip(), found["more"] or ""


def _chinese(number: str, more: str) -> str:
    if not more and (inner := _INNER.fullmatch(number)) and _LANDLINE.fullmatch(_national(inner["number"])):
        number, more = inner["number"], inner["more"]
    national = _national(number)
    if not more and _OTHER_CHINESE.fullmatch(national):
        return national
    if parts := _LANDLINE.fullmatch(national):
        return "-".join(part for part in (*parts.groups(), more) if part)
    raise ValueError(_("This is not a Chinese telephone number. Write one of another country with + and its code."))


def _national(number: str) -> str:
    digits = _MARKS.sub("", number)
    national = _COUNTRY.sub("", digits, count=1)
    if national != digits and not national.startswith("0") and not _OTHER_CHINESE.fullmatch(national):
        return f"0{national}"  # abroad the area code is written without its 0
    return national


def _abroad(number: str, more: str, region: str) -> str:
    import phonenumbers  # the plans of all countries, which many processes never need
    from phonenumbers import NumberParseException, PhoneNumberFormat, is_possible_short_number_for_region

    digits = _MARKS.sub("", number)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    try:
        parsed = phonenumbers.parse(digits, region)
    except NumberParseException as error:
        raise ValueError(_unparsed(error.error_type)) from error
    if len(digits) <= SHORT and not more and is_possible_short_number_for_region(parsed, region):
        return digits
    if sentence := _impossible(phonenumbers.is_possible_number_with_reason(parsed), parsed.country_code):
        raise ValueError(sentence)
    found = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return f"{found}x{more}" if more else found


def _unparsed(why: int) -> str:
    from phonenumbers import NumberParseException

    if why == NumberParseException.INVALID_COUNTRY_CODE:
        return _("No country has this code.")
    if why == NumberParseException.TOO_LONG:
        return _("This telephone number is too long.")
    return _("This telephone number is too short.")


def _impossible(why: int, country: int | None) -> str:
    """Why no number of the country can be so; "" where one can."""
    from phonenumbers import ValidationResult

    if why in (ValidationResult.IS_POSSIBLE, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return ""
    if why == ValidationResult.TOO_SHORT:
        return _("A number of +%(country)s has more digits.") % {"country": country}
    if why == ValidationResult.TOO_LONG:
        return _("A number of +%(country)s has fewer digits.") % {"country": country}
    return _("A number of +%(country)s has another number of digits.") % {"country": country}


def as_written(phone: str) -> str:
    """A regular expression, for Python and for PostgreSQL, of a number in its one form as people write it in a text:
    with spaces, dashes, dots or brackets between the digits, in full width, with or without the country's code."""
    number = phone.partition("x")[0]
    country, national = _parts(number) if number.startswith("+") else ("86", "".join(filter(str.isdecimal, number)))
    digits = [f"[{digit}{chr(ord(digit) + _TO_WIDE)}]" for digit in national]
    if national.startswith("0") and len(national) > SHORT:
        digits[0] += "?"
    before = f"(?:(?:[+＋]|00)?{_BETWEEN.join(country)}{_BETWEEN})?" if len(national) > SHORT else ""
    return f"(?<![0-9０-９])[(（]?{before}{_BETWEEN.join(digits)}(?![0-9０-９])"


_TO_WIDE = ord("０") - ord("0")
_BETWEEN = r"[\s()（）.·/–—‐－-]*"


def _parts(number: str) -> tuple[str, str]:
    import phonenumbers

    parsed = phonenumbers.parse(number)
    return str(parsed.country_code), phonenumbers.national_significant_number(parsed)


def mask_phone(phone: str) -> str:
    """A number that can be recognised by who knows it, and not called: 138****1234, +16****4500; short ones whole."""
    digits = "".join(character for character in phone.partition("x")[0] if character.isdecimal())
    if len(digits) < 7:
        return "****" if phone else ""
    if phone.startswith("+"):
        return f"+{digits[:2]}****{digits[-4:]}"
    return f"{digits[:3] if len(digits) >= 10 else ''}****{digits[-4:]}"

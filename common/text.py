"""Texts and telephone numbers that people type: made uniform where that is safe, refused where it is not.

Every error is a `ValueError` with a sentence for the person who typed.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

_SURROGATES = re.compile("[\ud800-\udfff]")
# They let a text look other than it is; Chinese and its neighbours need none of them.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
_PILES = re.compile("[\u0300-\u036f]{6,}")  # no language writes so many on one letter

_PHONE_MARKS = re.compile(r"[\s()\-–—]+")
_COUNTRY = re.compile(r"(?:\+|00)86|86(?=1[0-9]{10}$)")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([0-9]{7,8})")
_OTHER_PHONE = re.compile(  # mobile; 400 and 800; 110, 12319, 12345; 95xxx
    r"1[3-9][0-9]{9}|[48]00[0-9]{7}|1[12][0-9]{1,3}|9[56][0-9]{3,4}"
)


def clean(text: str, *, max_length: int, multiline: bool = False) -> str:
    """A text fit to store: NFC, without control characters and surrounding space, at most so many characters.

    Line ends become \\n; in a text of one line they and tabs become spaces. NUL, halves of surrogate pairs, heaps of
    accents and characters that override the direction of writing are refused rather than dropped, for they come from
    faults or attacks.
    """
    if "\0" in text:
        raise ValueError(_("The text contains a NUL character."))
    if _SURROGATES.search(text):
        raise ValueError(_("The text contains half a character (a lone surrogate)."))
    if _PILES.search(text):
        raise ValueError(_("The text piles up accents on one letter."))
    if _BIDI.search(text):
        raise ValueError(_("The text contains characters that change the direction of writing."))
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    if not multiline:
        text = text.replace("\n", " ").replace("\t", " ")
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > max_length:
        raise ValueError(_("The text is longer than %(limit)s characters.") % {"limit": max_length})
    return text


def normal_phone(text: str) -> str:
    """A Chinese telephone number in one form: 13812341234, 021-61234567, 0512-6123456, 4008123456, 12345.

    Full-width digits, spaces, hyphens, brackets and the country's code (+86, 0086) may be typed.
    """
    digits = _PHONE_MARKS.sub("", unicodedata.normalize("NFKC", text[:40]))
    national = _COUNTRY.sub("", digits, count=1)
    if len(text) <= 40 and _OTHER_PHONE.fullmatch(national):
        return national
    if national != digits and not national.startswith("0"):
        national = f"0{national}"  # abroad the area code is written without its 0
    if len(text) <= 40 and (parts := _LANDLINE.fullmatch(national)):
        return "-".join(parts.groups())
    raise ValueError(_("This is not a Chinese telephone number."))


def mask_phone(phone: str) -> str:
    """A number that can be recognised by who knows it, and not called: 138****1234. Short ones are hidden whole."""
    digits = "".join(character for character in phone if character.isdecimal())
    if len(digits) < 7:
        return "****" if phone else ""
    return f"{digits[:3] if len(digits) >= 10 else ''}****{digits[-4:]}"


def mask_name(name: str) -> str:
    """The first character of a name, and at most three stars for the others: 王**."""
    name = name.strip()
    return name[:1] + "*" * min(len(name) - 1, 3) if len(name) > 1 else "*" * len(name)


def pinyin_initials(name: str) -> str:
    """The pinyin initials by which people search: 暴露垃圾 is blla… as lazy_pinyin spells it, lower case."""
    if name.isascii():
        return name.lower()[:100]  # nothing to spell
    from pypinyin import Style, lazy_pinyin  # 55 MB of dictionaries, which only a change of the catalogue needs

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:100]

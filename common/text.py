"""Texts that people type, paste or load: made uniform where nobody sees a difference, refused where somebody would.

One rule for every door: forms by `common.fields`, the API by `common.schema`, files by the cells of the registers.
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
_BLANKS = str.maketrans("\u2800\u3164\uffa0", "   ")  # letters of nothing
# Not seen by themselves: joiners and marks of direction, selectors of a variant, tags, fillers, what is no character.
_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\ufdd0-\ufdef"
    "\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_FLAG = re.compile("(?<=🏴)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f")  # of Scotland, of Texas
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Scripts whose letters join or stack, where a joiner (U+200D) or its opposite (U+200C) makes another word.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua877\ua980-\ua9df\ufb50-\ufdcf\ufdf0-\ufdff"
    "\ufe70-\ufefc\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f]"
)
_EMOJI = re.compile(
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff]"
)
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_MONGOLIAN = re.compile("[\u1800-\u180a\u1810-\u18af]")


def _marks(*ranges: tuple[int, int]) -> str:
    """The marks that stand on another letter, as the inside of a class of a pattern."""
    found = (chr(code) for first, last in ranges for code in range(first, last))
    return "".join(char for char in found if unicodedata.category(char) in ("Mn", "Me"))


# No language writes so many on one letter: Vietnamese two, phonetics four, Hebrew and Tibetan some more.
_PILES = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{6,}"
    f"|[{_marks((0x300, 0x1E00), (0xA66F, 0xAC00), (0x20D0, 0x2100), (0xFE20, 0xFE30))}]{{9,}}"
)


def clean(text: str, *, max_length: int | None = None, multiline: bool = False) -> str:
    """A text fit to store: NFC, nothing in it that nobody sees, no surrounding space, at most so many characters.

    Line ends become \\n; in a text of one line they and tabs become spaces. Control characters and what is invisible
    are dropped, apart from what makes another sign of its neighbours: the joiners of emoji and of Persian or Indic
    words, marks of direction beside Arabic or Hebrew, selectors of a variant. NUL, halves of surrogate pairs, heaps of
    accents and characters that override the direction of writing are refused, for they come from faults or attacks.
    """
    if not (text.isascii() and text.isprintable()):
        text = _cleaned(text, multiline)
    text = text.strip()
    if max_length is not None and len(text) > max_length:
        raise ValueError(_("The text is longer than %(limit)s characters.") % {"limit": max_length})
    return text


def _cleaned(text: str, multiline: bool) -> str:
    if "\0" in text:
        raise ValueError(_("The text contains a NUL character."))
    if _SURROGATES.search(text):
        raise ValueError(_("The text contains half a character (a lone surrogate)."))
    if _BIDI.search(text):
        raise ValueError(_("The text contains characters that change the direction of writing."))
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)).translate(_BLANKS)
    if _UNSEEN.search(text):
        text = _without_unseen(text)
    if not multiline:
        text = text.replace("\n", " ").replace("\t", " ")
    return _composed(text)


def clean_code(code: str, *, max_length: int | None = None) -> str:
    """A code, a key or a user name: as a text of one line, and without whatever else is not seen.

    Two codes that look the same to everybody are the same.
    """
    return _UNSEEN.sub("", clean(code, max_length=max_length)).strip()


def _composed(text: str) -> str:
    """In NFC. Piles are looked for before (to order a million marks takes minutes) and after (NFC makes some)."""
    if not _PILES.search(text) and not _PILES.search(text := unicodedata.normalize("NFC", text)):
        return text
    raise ValueError(_("The text piles up accents on one letter."))


def _without_unseen(text: str) -> str:
    """Only those unseen characters stay that change what their neighbours look like."""
    directed, kept, at = bool(_RIGHT_TO_LEFT.search(text)), [""], 0
    for found in _UNSEEN.finditer(text):
        if found.start() < at:
            continue  # of the flag before
        if found.start() > at:
            kept.append(text[at : found.start()])
        at = found.end()
        if flag := _FLAG.match(text, found.start()):
            kept.append(flag[0])
            at = flag.end()
        elif _belongs(found[0], kept[-1][-1:], text[at : at + 1], directed):
            kept.append(found[0])
    return "".join([*kept, text[at:]])


def _belongs(char: str, before: str, after: str, directed: bool) -> bool:
    """Whether an unseen character makes a difference between these two neighbours (empty: the end of the text)."""
    if char in "\u200e\u200f\u061c":
        return directed
    if char == "\u200d":
        return bool(_JOINING.match(before) or (_EMOJI.match(before) and _EMOJI.match(after)))
    if char == "\u200c":
        return bool(_JOINING.match(before) and _JOINING.match(after))
    if char in "\u115f\u1160":
        return bool(_JAMO.match(before) or _JAMO.match(after))
    if "\u180b" <= char <= "\u180f":
        return char != "\u180e" and bool(_MONGOLIAN.match(before))
    selects = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return selects and bool(before) and not before.isspace() and not _UNSEEN.match(before)


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

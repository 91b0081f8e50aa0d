"""In which encoding a text file is written: what its bytes say, what a person says of them, else a guess that is told.

UTF-8 and UTF-16 are told by their bytes. Any other is a guess, for almost all bytes pass as GB18030: what Windows-1252
writes for "ü" and "n", GB18030 reads as the one rare character 黱. So each guess is weighed by how common the
characters are that would be read, and the best one is taken only where it is plausible.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

CHUNK = 1 << 20
SAMPLE = 64_000  # bytes of lines that are not ASCII
LONGEST_LINE = 2_000  # bytes of a line of the sample
PLAUSIBLE = 0.5
NEARLY_UTF8 = 0.6
EXAMPLE = 40  # characters

# What a person may say, and Python's codec for it. Those who say Latin-1 mean the encoding of Windows (WHATWG).
NAMES: Mapping[str, str] = {
    "utf-8": "utf-8-sig", "utf-16": "utf-16", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030",
    "big5": "big5hkscs", "shift_jis": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949", "windows-1250": "cp1250",
    "windows-1251": "cp1251", "windows-1252": "cp1252", "windows-1253": "cp1253", "windows-1254": "cp1254",
    "windows-1257": "cp1257", "iso-8859-1": "cp1252", "iso-8859-2": "iso8859_2", "iso-8859-15": "iso8859_15",
    "koi8-r": "koi8_r", "macintosh": "mac_roman",
}  # fmt: skip
# The letters and signs that the languages of Western Europe use.
LATIN = frozenset("\xa0ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýþðÐÞŒœŠšŽž€‚„…–—‘’“”•°²³´µ·º½§«»©®¿¡")
_HIGH = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_RUN = re.compile("[^\x00-\x7f]+")
_WORD = re.compile('[^\x00-\x1f,;"|]*[^\x00-\x7f][^\x00-\x1f,;"|]*')


@dataclass(frozen=True)
class Encoding:
    """The name of a codec; where it is a guess, what people call it, and some words as they were read."""

    codec: str
    guess: str = ""
    example: str = ""

    @property
    def told(self) -> str:
        """What a person is told of a guess; empty where there was none."""
        if not self.guess:
            return ""
        return _("The file is not in UTF-8; it was read as %(encoding)s, such as “%(example)s”.") % {
            "encoding": self.guess, "example": self.example
        }  # fmt: skip


class BadLineError(Exception):
    """Nothing from this line on (0: none in particular) can be trusted."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def encoding_of(binary: BinaryIO, said: str = "") -> Encoding:
    """The encoding in which the whole file can be read; it must be seekable.

    What a person has `said` (a key of NAMES) counts for a file that is none of UTF-8 and UTF-16: those are beyond
    doubt, and of a folder's files some may be. Raises BadLineError.
    """
    binary.seek(0)
    head = binary.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    if not (bad_line := _first_bad_line(binary, "utf-8")):
        return Encoding("utf-8-sig")
    if said:
        if bad_line := _first_bad_line(binary, NAMES[said]):
            raise BadLineError(bad_line, _("This line is no text in %(encoding)s.") % {"encoding": said})
        return Encoding(NAMES[said])
    if head.startswith(codecs.BOM_UTF8):
        raise _unknown(bad_line)
    return _guess(binary, bad_line)


def told_of(path: Path, said: str = "") -> str:
    """What a person is told of the encoding in which a file is read; empty where nothing is guessed."""
    with path.open("rb") as binary:
        try:
            return encoding_of(binary, said).told
        except BadLineError:
            return ""  # whoever reads it says so


def _guess(binary: BinaryIO, bad_line: int) -> Encoding:
    sample = b"\n".join(_sample(binary))
    if b"\0" in sample:  # UTF-16 without its mark
        raise BadLineError(bad_line, _("This line contains a NUL character; the file is damaged or not text."))
    if _share_of_utf8(sample) > NEARLY_UTF8:
        raise _unknown(bad_line)  # UTF-8 with a broken character, which another encoding would read as nonsense
    texts = {name: sample.decode(NAMES[name.lower()], "replace") for name in WEIGHED}
    weights = {name: WEIGHED[name](text) for name, text in texts.items()}
    best = max(weights, key=lambda name: weights[name])
    codec = NAMES[best.lower()]
    if weights[best] < PLAUSIBLE:
        raise _unknown(bad_line)
    if bad_line := _first_bad_line(binary, codec):
        raise _unknown(bad_line)
    word = _WORD.search(texts[best])
    return Encoding(codec, best, word[0].strip()[:EXAMPLE] if word else "")


def _unknown(line: int) -> BadLineError:
    return BadLineError(line, _("This line is neither UTF-8 nor GB18030 text. Save the file as UTF-8."))


def _first_bad_line(binary: BinaryIO, codec: str) -> int:
    """The line of the first bytes that don't decode, 0 if all do."""
    binary.seek(0)
    decoder = codecs.getincrementaldecoder(codec)()
    lines = 1
    while True:
        chunk = binary.read(CHUNK)
        # Plain letters are UTF-8 as they stand, where no character was broken off before them: most of most files.
        plain = codec == "utf-8" and chunk.isascii() and not decoder.getstate()[0]
        try:
            if not plain:
                decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return lines + error.object[: error.start].count(b"\n")
        lines += chunk.count(b"\n")
        if not chunk:
            return 0


def _sample(binary: BinaryIO) -> Iterator[bytes]:
    """Lines with more than ASCII in them, from the whole file until there are enough."""
    binary.seek(0)
    size = 0
    while size < SAMPLE and (chunk := binary.read(CHUNK)):
        for found in _HIGH.finditer(chunk):
            line = found[0][:LONGEST_LINE]
            yield line
            size += len(line)
            if size > SAMPLE:
                return


def _share_of_utf8(sample: bytes) -> float:
    """Of the characters beyond ASCII, those that are whole in UTF-8."""
    read = [character for character in sample.decode("utf-8", "replace") if character > "\x7f"]
    return 1 - read.count("\ufffd") / len(read) if read else 0.0


# --- how common the characters are that would be read ---------------------------------------------------------------


def _weigh_chinese(text: str) -> float:
    """Of the characters beyond ASCII those in everyday use, simplified or traditional, and Chinese punctuation."""
    read = [character for character in text if character > "\x7f"]
    return sum(map(_is_everyday, read)) / len(read) if read else 0.0


def _is_everyday(character: str) -> bool:
    """By the first of the two levels of GB 2312 and of Big5, which have the characters that are used most."""
    try:
        lead = character.encode("gb2312")[0]
        return 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7
    except UnicodeEncodeError:
        pass
    try:
        encoded = character.encode("big5")
        return len(encoded) == 2 and 0xA4 <= encoded[0] <= 0xC6
    except UnicodeEncodeError:
        return False


def _weigh_latin(text: str) -> float:
    """Letters with accents stand alone or in pairs among plain ones; Chinese read as Latin makes long runs."""
    runs = _RUN.findall(text)
    good = sum(len(run) for run in runs if len(run) <= 2 and LATIN.issuperset(run))
    return good / sum(map(len, runs)) if runs else 0.0


WEIGHED: Mapping[str, Callable[[str], float]] = {
    "GB18030": _weigh_chinese, "Windows-1252": _weigh_latin, "Big5": _weigh_chinese,
}  # fmt: skip

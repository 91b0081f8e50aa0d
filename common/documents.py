"""What an attachment is, read from its content: the name and the declared type of a file play no part.

Nothing is unpacked. Of archives only the table of contents is read, and that only when it is small.
Sources: ISO 32000 7.5.2 (PDF), ECMA-376 part 2 (office open XML), ODF 1.3 part 2, [MS-CFB] (old office files),
ISO/IEC 14496-12 (MP4), RFC 8794 (Matroska), RFC 3533 (Ogg), RFC 4867 (AMR), ISO/IEC 11172-3 (MP3).
"""

import os
import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO

from django.utils.translation import gettext as _

from common.refusals import Refused, Unsupported

# The ending a file is handed out with, and its type. One that cannot carry macros or scripts of its own.
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav", "ogg": "audio/ogg", "amr": "audio/amr",
    "flac": "audio/flac", "mp4": "video/mp4", "mov": "video/quicktime", "3gp": "video/3gpp", "webm": "video/webm",
    "mkv": "video/x-matroska", "avi": "video/x-msvideo",
}  # fmt: skip

MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 5000, 500_000_000, 200
CONTENTS = 2_000_000  # bytes of a table of contents
_OPEN_XML = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OPEN_DOCUMENT = {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}
_OPEN_DOCUMENT_HEAD = re.compile(rb"PK.{28}mimetypeapplication/vnd\.oasis\.opendocument\.([a-z]+)", re.DOTALL)
_OLD_OFFICE = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_BRANDS = {b"M4A ": "m4a", b"M4B ": "m4a", b"qt  ": "mov"}
_FILM_BRANDS = re.compile(rb"isom|iso[2-9]|mp4[12]|avc1|dash|M4V |MSNV|mmp4")
CHUNK = 1 << 20


def kind_of(stream: BinaryIO) -> str:
    """A key of KINDS. Raises Unsupported for what is not on the list, Refused for damaged and boundless archives."""
    stream.seek(0)
    head = stream.read(128)
    try:
        kind = next(filter(None, (reads(head, stream) for reads in _READERS)), "")
    finally:
        stream.seek(0)
    if not kind:
        raise _unsupported(
            _("Send a PDF, an office document, a sound or a film; the file's content is something else.")
        )
    return kind


def _plain(head: bytes, stream: BinaryIO) -> str:
    for start, kind in ((b"%PDF-", "pdf"), (b"fLaC", "flac"), (b"OggS", "ogg"), (b"#!AMR", "amr"), (b"ID3", "mp3")):
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return {b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12], "")
    return "mp3" if _mp3_frame(head) else ""


def _mp3_frame(head: bytes) -> bool:
    """A frame of layer III whose rates are not the forbidden ones; JPEG begins with FF D8 and is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] & 0x18 == 0x08:
        return False
    return head[2] & 0xF0 not in (0x00, 0xF0) and head[2] & 0x0C != 0x0C


def _film(head: bytes, stream: BinaryIO) -> str:
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm" if b"webm" in head else "mkv" if b"matroska" in head else ""
    if head[4:8] != b"ftyp":
        return ""
    brand = head[8:12]
    if brand.startswith(b"3g"):
        return "3gp"
    return _BRANDS.get(brand) or ("mp4" if _FILM_BRANDS.fullmatch(brand) else "")


def _zipped(head: bytes, stream: BinaryIO) -> str:
    if not head.startswith(b"PK\x03\x04"):
        return ""
    _small_contents(stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise _refused(_("The document is damaged.")) from error
    _harmless(entries)
    names = {entry.filename for entry in entries}
    if opened := _OPEN_DOCUMENT_HEAD.match(head):
        return _OPEN_DOCUMENT.get(opened[1], "")
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for folder, kind in _OPEN_XML.items() if any(name.startswith(folder) for name in names)), "")


def _small_contents(stream: BinaryIO) -> None:
    """Before Python's reader loads all of it: the end record says how long the table of contents is."""
    stream.seek(max(0, stream.seek(0, os.SEEK_END) - 66_000))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    record = tail[at : at + 22]
    if at < 0 or len(record) < 22:
        raise _refused(_("The document is damaged."))
    entries, length = int.from_bytes(record[10:12], "little"), int.from_bytes(record[12:16], "little")
    if entries > MOST_ENTRIES or length > CONTENTS:
        raise _refused(_("The document holds too many parts."))
    stream.seek(0)


def _harmless(entries: list[zipfile.ZipInfo]) -> None:
    packed, unpacked = sum(entry.compress_size for entry in entries), sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 10_000):
        raise _refused(_("The document would unpack to far more than its size."))
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name):
            raise _refused(_("The document is damaged."))
        if name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) or name.startswith("Basic/"):
            raise _unsupported(_("The document holds macros or programs. Send it without them, or as PDF."))


def _old_office(head: bytes, stream: BinaryIO) -> str:
    if not head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ""
    found = _words_in(stream, [*_OLD_OFFICE, "_VBA_PROJECT"])
    if "_VBA_PROJECT" in found:
        raise _unsupported(_("The document holds macros or programs. Send it without them, or as PDF."))
    return next((kind for word, kind in _OLD_OFFICE.items() if word in found), "")


def _words_in(stream: BinaryIO, words: list[str]) -> set[str]:
    """Which names of its directory an old office file has; they stand there as UTF-16 with a zero behind."""
    wanted = {word: f"{word}\0".encode("utf-16-le") for word in words}
    found: set[str] = set()
    stream.seek(0)
    rest = b""
    while chunk := stream.read(CHUNK):
        found |= {word for word, name in wanted.items() if name in rest + chunk}
        rest = chunk[-64:]
    return found


_READERS: tuple[Callable[[bytes, BinaryIO], str], ...] = (_zipped, _old_office, _film, _plain)


def _refused(sentence: str) -> Refused:
    return Refused(sentence, errors={"file": [sentence]})


def _unsupported(sentence: str) -> Unsupported:
    return Unsupported(sentence, errors={"file": [sentence]})

"""Pictures with whatever EXIF a test wants: written byte by byte (TIFF 6.0), as no library would write it."""

import io
import struct
from collections.abc import Sequence

from PIL import Image

BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG, SRATIONAL, FLOAT, DOUBLE = range(1, 13)
TYPES = (BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG, SRATIONAL, FLOAT, DOUBLE)
SIZES = dict(zip(TYPES, (1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8), strict=True))
ORIENTATION, EXIF_POINTER, GPS_POINTER = 0x0112, 0x8769, 0x8825
Entry = tuple[int, int, int, bytes]  # tag, type, count, value


def value(kind: int, count: int, seed: int) -> bytes:
    """Some bytes for so many values of a type."""
    return bytes((seed * 37 + at * 11) % 256 for at in range(SIZES[kind] * count))


def photo(entries: Sequence[Entry], *, exif: Sequence[Entry] = (), gps: Sequence[Entry] = (), turn: int = 6) -> bytes:
    """A small JPEG, 64 × 48 px as it is stored, its left half white, with these tags in its directories."""
    image = Image.new("RGB", (64, 48), "black")
    image.paste("white", (0, 0, 32, 48))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=b"Exif\0\0" + _tiff(entries, exif, gps, turn))
    return buffer.getvalue()


def _tiff(entries: Sequence[Entry], exif: Sequence[Entry], gps: Sequence[Entry], turn: int) -> bytes:
    own = [entry for entry in entries if entry[0] not in (EXIF_POINTER, GPS_POINTER)]
    if turn and all(tag != ORIENTATION for tag, *__ in own):
        own.append((ORIENTATION, SHORT, 1, struct.pack("<H", turn)))
    first = sorted([*own, (EXIF_POINTER, LONG, 1, b""), (GPS_POINTER, LONG, 1, b"")])
    exif_at = 8 + _length(first)
    gps_at = exif_at + _length(exif)
    pointers = {EXIF_POINTER: exif_at, GPS_POINTER: gps_at}
    first = [
        (tag, kind, n, struct.pack("<I", pointers[tag]) if tag in pointers else data) for tag, kind, n, data in first
    ]
    return b"II*\0\x08\0\0\0" + _directory(first, 8) + _directory(exif, exif_at) + _directory(gps, gps_at)


def _length(entries: Sequence[Entry]) -> int:
    return 6 + 12 * len(entries) + sum(len(data) for *__, data in entries if len(data) > 4)


def _directory(entries: Sequence[Entry], at: int) -> bytes:
    rows, rest, free = b"", b"", at + 6 + 12 * len(entries)
    for tag, kind, count, data in sorted(entries):
        if len(data) > 4:
            place = struct.pack("<I", free + len(rest))
            rest += data
        else:
            place = data.ljust(4, b"\0")
        rows += struct.pack("<HHI", tag, kind, count) + place
    return struct.pack("<H", len(entries)) + rows + b"\0\0\0\0" + rest

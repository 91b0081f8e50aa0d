"""What a picture claims to be, read from its header without decoding it: a small file may unpack to gigabytes.

Sources: ITU-T T.81 annex B (JPEG), the PNG specification section 11.2.2, RFC 9649 (WebP).
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from common.refusals import Refused, Unsupported

SHORTEST, LONGEST = 16, 16_384  # pixels of a side
MAX_SEGMENTS = 2_000  # of a JPEG before its frame; honest cameras write some dozen


@dataclass(frozen=True)
class Picture:
    kind: str
    width: int
    height: int


def measure(stream: BinaryIO, *, max_pixels: int) -> Picture:
    """Kind and size; the name and the declared type of a file play no part.

    Raises Unsupported for what is not JPEG, PNG or WebP, Refused for a broken header and for sizes out of bounds.
    """
    stream.seek(0)
    head = stream.read(32)
    try:
        picture = _read(head, stream)
    except (struct.error, ValueError, IndexError) as error:
        raise _no(_("The picture's header is broken.")) from error
    finally:
        stream.seek(0)
    if picture is None:
        sentence = _("Send a photo as JPEG, PNG or WebP; the file's content is something else.")
        raise Unsupported(sentence, errors={"file": [sentence]})
    return _within_bounds(picture, max_pixels)


def _read(head: bytes, stream: BinaryIO) -> Picture | None:
    if head.startswith(b"\xff\xd8\xff"):
        return _jpeg(stream)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        if head[12:16] != b"IHDR":
            raise ValueError(head)
        return Picture("PNG", *struct.unpack(">II", head[16:24]))
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp(head)
    return None


def _jpeg(stream: BinaryIO) -> Picture:
    stream.seek(2)
    for _segment in range(MAX_SEGMENTS):
        marker = _next_marker(stream)
        if marker in (0x01, *range(0xD0, 0xD8)):
            continue  # these stand alone
        (length,) = struct.unpack(">H", stream.read(2))
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            _precision, height, width = struct.unpack(">BHH", stream.read(5))
            return Picture("JPEG", width, height)
        if marker in (0xD9, 0xDA) or length < 2:
            break
        stream.seek(length - 2, 1)
    raise ValueError("no frame")


def _next_marker(stream: BinaryIO) -> int:
    if stream.read(1) != b"\xff":
        raise ValueError("no marker")
    while (byte := stream.read(1)) == b"\xff":
        pass
    return byte[0]


def _webp(head: bytes) -> Picture:
    chunk = head[12:16]
    if chunk == b"VP8X":
        return Picture("WEBP", 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little"))
    if chunk == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return Picture("WEBP", 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF))
    if chunk == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return Picture("WEBP", width & 0x3FFF, height & 0x3FFF)
    raise ValueError(chunk)


def _within_bounds(picture: Picture, max_pixels: int) -> Picture:
    sides = (picture.width, picture.height)
    if min(sides) < SHORTEST or max(sides) > LONGEST:
        raise _no(
            _("Each side of a photo has between %(shortest)s and %(longest)s pixels.")
            % {"shortest": SHORTEST, "longest": LONGEST}
        )
    if picture.width * picture.height > max_pixels:
        raise _no(_("A photo has at most %(most)s million pixels.") % {"most": max_pixels // 1_000_000})
    return picture


def _no(sentence: str) -> Refused:
    return Refused(sentence, errors={"file": [sentence]})

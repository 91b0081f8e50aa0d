"""A GeoJSON file as it is sent: strict JSON in any encoding, where nothing is said twice and each value has its type.

Errors are ValueErrors with a sentence.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from common.encodings import BadLineError, encoding_of

MAX_BYTES = 1 << 30
WGS84_NAMES = ("CRS84", "4326", "4490")  # CGCS 2000 differs by centimetres
EPSG_NAMED = re.compile(r"EPSG:{1,2}(?:[0-9.]*:)?([0-9]{4,6})")  # EPSG:25832, urn:ogc:def:crs:EPSG::25832
EXACT = 10**15  # programs that keep whole numbers as floats keep them exactly up to here


class Twice(dict[str, Any]):
    """An object with a `name` that stands in it twice: nobody can tell which of the values is meant."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.name = Counter(name for name, __ in pairs).most_common(1)[0][0]


def read_features(path: Path, encoding: str = "") -> tuple[dict[str, Any], list[Any], str]:
    """As `features_of`, of a file."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(_("the file is larger than 1 GB"))
    return features_of(path.read_bytes(), encoding)


def features_of(raw: bytes, encoding: str = "") -> tuple[dict[str, Any], list[Any], str]:
    """The document of a FeatureCollection, its features, and what is to be told of the file's encoding."""
    text, told = _text(raw, encoding)
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError(_("brackets in brackets, too deep to be read")) from error
    if isinstance(document, Twice):
        raise ValueError(_("“%(code)s” is there twice.") % {"code": document.name})
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise ValueError(_("A GeoJSON FeatureCollection is needed."))
    return document, features, told


def is_geojson(raw: bytes) -> bool:
    """Whether a file can be nothing else: no table begins with a brace, in whatever encoding."""
    return raw[:100].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"{")


def _text(raw: bytes, encoding: str) -> tuple[str, str]:
    try:
        found = encoding_of(io.BytesIO(raw), encoding)
        return raw.decode(found.codec), found.told
    except BadLineError as error:
        raise ValueError(error.message) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else Twice(pairs)


def _no_number(word: str) -> NoReturn:
    """NaN and Infinity, which Python would read."""
    raise ValueError(_("“%(value)s” is not a number.") % {"value": word})


def plain_text(value: Any) -> str:
    """A property as a text; a whole number is its digits, also 990101.0, as which programs write the code 990101."""
    if value is None:
        return ""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError(_("The text contains half a character (a lone surrogate)."))
        return value.strip()
    if type(value) is int or (isinstance(value, float) and value.is_integer() and abs(value) < EXACT):
        return str(int(value))
    raise ValueError(_("A text or a whole number is needed here, not %(value)s.") % {"value": json.dumps(value)[:40]})


def epsg_of(document: Mapping[str, Any]) -> str:
    """The system of coordinates that a document names by `crs`, as EPSG:25832; "" for none, or for degrees of WGS 84.

    RFC 7946 has no `crs` any more, and GDAL still writes it. Raises ValueError where it is none of the register's.
    """
    crs = str(document.get("crs") or "")
    if not crs or any(name in crs for name in WGS84_NAMES):
        return ""
    if found := EPSG_NAMED.search(crs):
        return f"EPSG:{found[1]}"
    sentence = _("The system of coordinates %(crs)s is not known; name one such as EPSG:25832.")
    raise ValueError(sentence % {"crs": crs[:200]})

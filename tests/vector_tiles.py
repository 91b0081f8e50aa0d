"""Reads vector tiles (Mapbox Vector Tile 2.1) as far as tests look at them: the points and attributes of each layer."""

import gzip
import math
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.test import Client


class Feature(NamedTuple):
    layer: str
    properties: dict[str, Any]
    kind: int  # 1 point, 2 line, 3 polygon
    first: tuple[int, int]  # its first corner, in units of the tile from the north-west


def features_of(body: bytes) -> list[Feature]:
    return [feature for number, layer in _fields(body) if number == 3 for feature in _layer(layer)]


def asked(client: Client, address: str, **query: str) -> list[Feature]:
    """The features of a tile; none where it says that there are none."""
    answer = client.get(address, query)
    assert answer.status_code in (200, 204), (answer.status_code, answer.content)
    body = answer.content
    return features_of(gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body)


def tile_of(lng: float, lat: float, z: int) -> tuple[int, int, int]:
    """The tile in which a point lies."""
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return z, int((lng + 180) / 360 * 2**z), int(row * 2**z)


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield number, value
        else:
            length, at = _varint(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            yield number, data[at : at + length]
            at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


def _numbers(data: bytes) -> list[int]:
    found, at = [], 0
    while at < len(data):
        value, at = _varint(data, at)
        found.append(value)
    return found


def _layer(data: bytes) -> Iterator[Feature]:
    parts = list(_fields(data))
    name = next(value.decode() for number, value in parts if number == 1)
    keys = [value.decode() for number, value in parts if number == 3]
    values = [_value(value) for number, value in parts if number == 4]
    for part in (value for number, value in parts if number == 2):
        said: dict[int, Any] = dict(_fields(part))
        tags, drawn = _numbers(said.get(2, b"")), _numbers(said[4])
        pairs = zip(tags[::2], tags[1::2], strict=True)
        yield Feature(
            name, {keys[key]: values[value] for key, value in pairs}, said[3], (_signed(drawn[1]), _signed(drawn[2]))
        )


def _value(data: bytes) -> Any:
    (number, value), *__ = _fields(data)
    if number == 1:
        return value.decode()
    if number in (2, 3):
        return struct.unpack("<f" if number == 2 else "<d", value)[0]
    return _signed(value) if number == 6 else int(value)


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)

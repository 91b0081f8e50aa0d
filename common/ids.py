"""Ids that the platform makes itself: UUIDs of version 7 (RFC 9562, 5.7), which grow with time.

A random id goes to a random page of its index: each row then reads a page, and after a checkpoint the log keeps that
page whole. Ids that grow go to the end, where the last row went. Their 74 random bits are guessed by nobody, but they
tell when they were made: what must not (a token, the name of a file) takes another id.
"""

import os
import time
from collections.abc import Iterator
from struct import pack
from uuid import UUID

# The same in PostgreSQL: the bits of a random UUID, the milliseconds over the first 48 of them, 7 as the version.
GROWING_ID = """encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
    substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1),
    53, 1), 'hex')::uuid"""
_RANDOM_BITS, _VERSION, _VARIANT = 80, 0x7 << 76, 0x2 << 62
_AT_ONCE = 1_024
_FIXED = 0xF << 76 | 0x3 << 62


def growing_id(milliseconds: int | None = None, random: int | None = None) -> UUID:
    """One id, of now and by chance; the demo brings the milliseconds since 1970 and 80 bits of its own chance."""
    if milliseconds is None:
        milliseconds = time.time_ns() // 1_000_000
    if random is None:
        random = int.from_bytes(os.urandom(_RANDOM_BITS // 8))
    return UUID(int=(milliseconds << _RANDOM_BITS | random) & ~_FIXED | _VERSION | _VARIANT)


def growing_ids() -> Iterator[str]:
    """As many as are wanted, as texts, each greater than the last; made by the thousand, for writers of thousands."""
    moment = f"{time.time_ns() // 1_000_000:012x}"
    head = f"{moment[:8]}-{moment[8:]}-7{os.urandom(2).hex()[:3]}-"
    for first in range(1 << 31, 3 << 30, _AT_ONCE):
        counted = pack(f">{_AT_ONCE}I", *range(first, first + _AT_ONCE)).hex()
        random = os.urandom(4 * _AT_ONCE).hex()
        for at in range(0, 8 * _AT_ONCE, 8):
            yield f"{head}{counted[at : at + 4]}-{counted[at + 4 : at + 8]}{random[at : at + 8]}"

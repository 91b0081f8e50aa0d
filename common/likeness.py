"""Which photos look the same: a difference hash of 64 bits, found by an index and not by comparing with every photo.

The hash says of each of 8 × 8 neighbouring pairs of grey fields which one is brighter; scaling and compressing a photo
again changes a few bits at most. Source: N. Krawetz, "Kind of like that" (2013). It is cut into four bands of 16 bits:
two hashes that differ in at most 7 bits have a band in which they differ in at most one, so that looking up each band
and its 16 neighbours finds every one of them. The bands are integers of their own ranges, kept in one GIN index.
"""

BITS, BANDS, WIDTH = 64, 4, 16
NEAR = 5  # bits: what making a photo smaller and compressing it again may change
DULL = 6  # a night or a wall has so few edges that every other one looks like it


def signed(value: int) -> int:
    """The 64 bits as PostgreSQL's bigint holds them."""
    return value - (1 << BITS) if value >= 1 << (BITS - 1) else value


def says_something(value: int) -> bool:
    return DULL <= value.bit_count() <= BITS - DULL


def bands(value: int) -> list[int]:
    """The four bands of a hash (unsigned), each in a range of its own."""
    return [(band << WIDTH) | ((value >> (band * WIDTH)) & 0xFFFF) for band in range(BANDS)]


def probes(value: int) -> list[int]:
    """The bands under which every hash within 7 bits is found: 4 × 17."""
    return [found for band in bands(value) for found in (band, *(band ^ (1 << bit) for bit in range(WIDTH)))]

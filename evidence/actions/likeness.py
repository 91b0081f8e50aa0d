"""A photo that was used before is found when the platform makes it anew."""

from typing import Any

from django.db import connection

from common.likeness import NEAR, bands, probes, says_something, signed
from evidence.models import Photo

LIKENESS = ("dhash", "bands", "same_as", "same_bits")
CANDIDATES = 2000  # looked at most, whatever the number of photos that share a band

# The very file first, then the nearest look; a photo that belongs to something before one that nobody used. Only
# earlier ones: of two equal photos the second is the repetition.
_EARLIER = """
SELECT id, bits FROM (
    (SELECT id, 0 AS bits, subject_kind, uploaded_at FROM evidence_photo WHERE sha256 = %(sha256)s LIMIT %(most)s)
    UNION ALL
    (SELECT id, bit_count((dhash # %(dhash)s)::bit(64)) AS bits, subject_kind, uploaded_at
       FROM evidence_photo WHERE bands && %(probes)s::int[] LIMIT %(most)s)
) AS found
WHERE bits <= %(near)s AND (uploaded_at, id) < (%(at)s, %(id)s::uuid)
ORDER BY subject_kind = '', bits, uploaded_at LIMIT 1
"""


def mark_likeness(photo: Photo, dhash: int) -> None:
    """Set the columns of LIKENESS; the caller saves them."""
    if says_something(dhash):
        photo.dhash, photo.bands = signed(dhash), bands(dhash)
    asked: dict[str, Any] = {
        "sha256": photo.sha256, "dhash": photo.dhash or 0, "probes": probes(dhash) if photo.bands else [],
        "near": NEAR, "id": str(photo.pk), "at": photo.uploaded_at, "most": CANDIDATES,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, asked)
        if found := cursor.fetchone():
            photo.same_as_id, photo.same_bits = found

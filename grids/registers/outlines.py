"""Outlines beside the places that have them: those that wait for their day, and those that were.

A plan and the change log name an outline by a fingerprint; the outline itself is a row of `Outline`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection


def fingerprint_of(geometry: str) -> str:
    """The SQL of a short text that changes when an outline does."""
    return f"left(md5(ST_AsBinary({geometry})), 8)"


# What a place looked like until today. It began with the end of the outline before, else with the place itself.
KEEP_OLD = f"""
    INSERT INTO grids_outline (kind, code, fingerprint, geom, since, until)
    SELECT %(kind)s, g.code, {fingerprint_of("g.geom")}, g.geom,
           coalesce((SELECT max(o.until) FROM grids_outline o WHERE o.kind = %(kind)s AND o.code = g.code),
                    least(g.started_on, %(today)s::date)), %(today)s::date
      FROM {{table}} g WHERE true
"""  # noqa: S608 - tables of our own
_KEEP_NAMED = f"{KEEP_OLD} AND g.code = ANY(%(codes)s)"
_REDRAW = """
    UPDATE {table} g SET geom = said.geom{measured} FROM (
        SELECT DISTINCT ON (q.code) q.code, o.geom
          FROM unnest(%(codes)s::text[], %(fingerprints)s::text[]) AS q(code, fingerprint)
          JOIN grids_outline o ON o.kind = %(kind)s AND o.code = q.code AND o.fingerprint = q.fingerprint) AS said
     WHERE g.code = said.code
"""
_KEEP_NEW = f"""
    WITH said AS (
        SELECT q.n, q.code, {{outline}} AS geom
          FROM (SELECT n, code, ST_SetSRID(ST_GeomFromGeoJSON(shape), 4326) AS geom
                  FROM unnest(%(codes)s::text[], %(shapes)s::text[]) WITH ORDINALITY AS q(code, shape, n)) AS q),
    found AS (SELECT n, code, geom, {fingerprint_of("geom")} AS fingerprint FROM said),
    kept AS (
        INSERT INTO grids_outline (kind, code, fingerprint, geom)
        SELECT DISTINCT ON (code, fingerprint) %(kind)s, code, fingerprint, geom FROM found f WHERE NOT EXISTS (
            SELECT 1 FROM grids_outline o
             WHERE o.kind = %(kind)s AND o.code = f.code AND o.fingerprint = f.fingerprint))
    SELECT fingerprint FROM found ORDER BY n
"""  # noqa: S608
_KEPT = """
    SELECT DISTINCT ON (q.code) q.code, o.geom
      FROM unnest(%(codes)s::text[], %(fingerprints)s::text[]) AS q(code, fingerprint)
      JOIN grids_outline o ON o.kind = %(kind)s AND o.code = q.code AND o.fingerprint = q.fingerprint
"""


def keep_outlines(kind: str, shapes: Sequence[tuple[str, str]], *, several_parts: bool) -> list[str]:
    """Keep outlines that places are about to have, as pairs of a code and GeoJSON in WGS 84; their fingerprints.

    `several_parts` says that the place's table wants an area of several parts, so that one part becomes such an area.
    """
    if not shapes:
        return []
    statement = _KEEP_NEW.format(outline="ST_Multi(q.geom)" if several_parts else "q.geom")
    codes, texts = [code for code, __ in shapes], [text for __, text in shapes]
    with connection.cursor() as cursor:
        cursor.execute(statement, {"kind": kind, "codes": codes, "shapes": texts})
        return [fingerprint for (fingerprint,) in cursor.fetchall()]


def kept_outlines(kind: str, named: Mapping[str, str]) -> dict[str, GEOSGeometry]:
    """The outlines of these fingerprints (by code) that the places had or wait to have; others are left out."""
    if not named:
        return {}
    said: dict[str, Any] = {"kind": kind, "codes": [*named], "fingerprints": [*named.values()]}
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, said)
        return {code: GEOSGeometry(geom) for code, geom in cursor.fetchall()}


def keep_replaced(kind: str, table: str, codes: Collection[str], *, today: date) -> None:
    """Keep the outlines that these places have now, as those up to today."""
    if not codes:
        return
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_NAMED.format(table=table), {"kind": kind, "codes": [*codes], "today": today})


def redraw(kind: str, table: str, outlines: Mapping[str, str], *, measured: bool) -> None:
    """Give places (by code) the kept outlines of these fingerprints; with `measured` their area in m² too."""
    if not outlines:
        return
    area = ", area_m2 = round(ST_Area(said.geom::geography))" if measured else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _REDRAW.format(table=table, measured=area),
            {"kind": kind, "codes": [*outlines], "fingerprints": [*outlines.values()]},
        )

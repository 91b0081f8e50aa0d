"""Outlines beside the places that have them: those that wait for their day, and those that were.

A plan and the change log name an outline by a fingerprint; the outline itself is a row of `Outline`.
"""

from collections.abc import Collection, Mapping
from datetime import date

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from grids.models import Outline


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
    WITH said AS (SELECT ST_SetSRID(%(geom)s::geometry, 4326) AS geom),
    found AS (SELECT geom, {fingerprint_of("geom")} AS fingerprint FROM said),
    kept AS (
        INSERT INTO grids_outline (kind, code, fingerprint, geom)
        SELECT %(kind)s, %(code)s, fingerprint, geom FROM found f WHERE NOT EXISTS (
            SELECT 1 FROM grids_outline o
             WHERE o.kind = %(kind)s AND o.code = %(code)s AND o.fingerprint = f.fingerprint))
    SELECT fingerprint FROM found
"""  # noqa: S608


def keep_outline(kind: str, code: str, shape: GEOSGeometry) -> str:
    """Keep an outline (WGS 84) that a place is about to have; its fingerprint."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_NEW, {"kind": kind, "code": code, "geom": shape.ewkb.hex()})
        return str(cursor.fetchone()[0])


def outline_of(kind: str, code: str, fingerprint: str) -> GEOSGeometry | None:
    """The outline of this fingerprint that the place had or waits to have."""
    rows = Outline.objects.filter(kind=kind, code=code, fingerprint=fingerprint)
    found: GEOSGeometry | None = rows.values_list("geom", flat=True).first()
    return found


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

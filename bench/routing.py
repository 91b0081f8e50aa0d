"""Goal 4: locating and deciding over many grids and rules, then locating over real polygons."""

import json
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from django.db import connection
from django.utils import timezone

from bench import ground
from bench.setting import Setting, median_ms
from cases.routing import RoutingQuestion, decide
from catalogue.models import Category, FilingCondition
from grids.queries import locate, locate_many

RULES = (100, 1_000, 10_000)
BARE_QUERY_MS = 0.0854  # of the machine for which goal 4's millisecond was written (docs: one query, median)


def decisions(at: Setting) -> None:
    """Everything beside a bare query of the same minute: this machine's speed changes more than ours does."""
    question = _question(at)
    place = question.place
    fitting = question.category, [area for area in (place.community, place.street, place.district) if area]
    decided: dict[int, list[float]] = {count: [] for count in RULES}
    whole: list[float] = []
    for _ in range(at.rounds):
        for count in RULES:
            ground.rules(count, fitting=fitting)
            bare = _bare_query(question.category)
            decided[count].append(median_ms(lambda: decide(question, on=_today()), 200) / bare)
            if count == 1_000:
                whole.append(median_ms(lambda: _locate_and_decide(question), 200) / bare)
    ground.rules(1_000, fitting=fitting)
    at.add(
        "4",
        f"locate and decide, 1,000 rules, {at.side**2:,} unit grids, beside one bare query",
        statistics.median(whole),
        "bare queries",
        1 / BARE_QUERY_MS,
        good="down",
        notes=f"{median_ms(lambda: _locate_and_decide(question), 200):.2f} ms, a bare query {_bare_query(question.category):.3f} ms",
    )
    medians = {count: statistics.median(ratios) for count, ratios in decided.items()}
    at.add(
        "4",
        "growth from 100 to 10,000 rules",
        statistics.median(last / first for first, last in zip(decided[100], decided[10_000], strict=True)),
        "times",
        1.3,
        good="down",
        notes=", ".join(f"{count:,}: {ratio:.2f} bare queries" for count, ratio in medians.items()),
    )
    first = json.loads(
        subprocess.run([sys.executable, "-m", "bench.first_call"], capture_output=True, text=True, check=True).stdout
    )
    at.add("4", "first call in a fresh process", first["ms"], "ms", 50, good="down")
    at.add("4", "memory that calls add to a process", first["mb"], "MB", 20, good="down")


def _locate_and_decide(question: RoutingQuestion) -> None:
    locate(ground.WEST + 0.05, ground.SOUTH + 0.05)
    decide(question, on=_today())


def _bare_query(category: int) -> float:
    with connection.cursor() as cursor:
        return median_ms(lambda: cursor.execute("SELECT id FROM catalogue_category WHERE id = %s", [category]), 200)


def _question(at: Setting) -> RoutingQuestion:
    category = Category.objects.order_by("pk")[5]
    condition = FilingCondition.objects.filter(category=category).order_by("number")[0]
    return RoutingQuestion(
        condition.pk, category.pk, category.major_id, locate(ground.WEST + 0.05, ground.SOUTH + 0.05)
    )


def _today() -> date:
    return timezone.localdate()


def real_tracts(at: Setting, path: Path) -> None:
    """The same look-up over real polygons, where their file is at hand: all their inner points, one by one."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE grids_unitgrid SET ended_on = '2020-01-02'")
        cursor.execute("UPDATE grids_area SET ended_on = '2020-01-02'")
    shapes = json.loads(path.read_text())["features"]
    for number, feature in enumerate(shapes):
        ground.run(
            """INSERT INTO grids_area (code, name, level, geom, started_on)
               VALUES (%s, '', 'community', ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON(%s), 4326)), 3)), '2020-01-01')""",
            f"tract{number:05}", json.dumps(feature["geometry"]),
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, ST_X(p), ST_Y(p) FROM (SELECT id, ST_PointOnSurface(geom) p FROM grids_area WHERE code LIKE 'tract%%') t"
        )
        points = cursor.fetchall()
    times = []
    for _, lng, lat in points:
        start = time.perf_counter()
        locate(lng, lat)
        times.append((time.perf_counter() - start) * 1000)
    found = sum(place.community is not None for place in locate_many([(lng, lat) for _, lng, lat in points]))
    at.add("4", f"locate over {len(shapes):,} real tracts", statistics.median(times), "ms", 1.0, good="down")
    at.add("4", "inner points that were located", found / len(points), "of all", 1.0)

"""The framework's own ceiling: a bare Django app that does the core of the same work with nothing around it.

No middleware, no authentication, no validation, no history, no outbox; tables of its own with the indexes that the work
needs. What our pages and API reach of its rate is what all those things cost.
"""

import json
import os
import uuid
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings

if not settings.configured:
    from citymgmt import environment

    settings.configure(
        SECRET_KEY="ceiling" * 8,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="bench.ceiling",
        INSTALLED_APPS=["django.contrib.gis"],
        MIDDLEWARE=[],
        DATABASES={"default": environment.database(Path(os.environ["CITYMGMT_VAR"]))},
        USE_TZ=True,
        SILENCED_SYSTEM_CHECKS=["gis.W001"],
    )
    import django

    django.setup()

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

TABLES = """
CREATE TABLE IF NOT EXISTS ceiling_case (
    id uuid PRIMARY KEY, number bigserial UNIQUE, category int, source text, description text, reporter int,
    location geometry(Point, 4326), cell int, state int, version int, department int, reported_at timestamptz,
    dispatched_at timestamptz, warn_at timestamptz, due_at timestamptz, finished_at timestamptz,
    closed_at timestamptz, level int, next_chase_at timestamptz, note text);
CREATE TABLE IF NOT EXISTS ceiling_event (
    id uuid PRIMARY KEY, case_id uuid, seq int, move text, by int, at timestamptz, note text, data jsonb,
    UNIQUE (case_id, seq));
CREATE INDEX IF NOT EXISTS ceiling_place ON ceiling_case USING gist (location);
CREATE INDEX IF NOT EXISTS ceiling_newest ON ceiling_case (reported_at DESC);
CREATE INDEX IF NOT EXISTS ceiling_open ON ceiling_case (department, reported_at DESC, id) WHERE state < 5;
CREATE INDEX IF NOT EXISTS ceiling_due ON ceiling_case (next_chase_at) WHERE next_chase_at IS NOT NULL;
TRUNCATE ceiling_case, ceiling_event;
INSERT INTO ceiling_case (id, category, source, description, reporter, location, cell, state, version, department,
                          reported_at, dispatched_at, due_at, level, next_chase_at)
SELECT id, category_id, source, description, reporter_id, location, unit_grid_id, 1, 1, department_id,
       reported_at, dispatched_at, due_at, chase_level, next_chase_at
  FROM cases_case;
ANALYZE ceiling_case;
"""


class Cell(models.Model):
    objects: ClassVar["models.Manager[Cell]"]
    code = models.CharField(max_length=32)
    geom = models.PolygonField(srid=4326)

    class Meta:
        app_label = "ceiling"
        managed = False
        db_table = "grids_unitgrid"


class Case(models.Model):
    objects: ClassVar["models.Manager[Case]"]
    id = models.UUIDField(primary_key=True)
    category = models.IntegerField()
    source = models.TextField()
    description = models.TextField()
    reporter = models.IntegerField()
    location = models.PointField(srid=4326)
    cell = models.IntegerField(null=True)
    state = models.IntegerField(default=0)
    version = models.IntegerField(default=1)
    department = models.IntegerField(null=True)
    reported_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    level = models.IntegerField(default=0)
    next_chase_at = models.DateTimeField(null=True)
    note = models.TextField(default="")

    class Meta:
        app_label = "ceiling"
        managed = False
        db_table = "ceiling_case"


class Event(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.DO_NOTHING)
    seq = models.IntegerField()
    move = models.TextField()
    by = models.IntegerField(null=True)
    at = models.DateTimeField()
    note = models.TextField(default="")
    data = models.JSONField(default=dict)

    class Meta:
        app_label = "ceiling"
        managed = False
        db_table = "ceiling_event"


@csrf_exempt
def intake(request: HttpRequest) -> HttpResponse:
    """One look-up and two inserts by the ORM, in one transaction."""
    body: dict[str, Any] = json.loads(request.body)
    point, now = Point(body["location"]["coordinates"], srid=4326), timezone.now()
    with transaction.atomic():
        cell = Cell.objects.filter(geom__covers=point).order_by("code").values_list("pk", flat=True).first()
        case = Case(
            id=body["id"], category=1, source=body["source"], description=body["description"], reporter=1,
            location=point,
            cell=cell, reported_at=now,
        )  # fmt: skip
        case.save(force_insert=True)
        Event(case=case, seq=1, move="report", by=1, at=now).save(force_insert=True)
    return JsonResponse({"id": str(case.id), "cell": cell}, status=201)


SHOWN = (
    "id", "category", "source", "description", "reporter", "cell", "state", "version", "department", "reported_at",
    "dispatched_at", "warn_at", "due_at", "finished_at", "level",
)  # fmt: skip


def newest(request: HttpRequest, department: int) -> HttpResponse:
    """50 open cases of a unit, 15 columns, newest first."""
    rows = Case.objects.filter(department=department, state__lt=5).order_by("-reported_at", "-id").values(*SHOWN)[:50]
    return JsonResponse({"results": list(rows)})


def one(request: HttpRequest, id: uuid.UUID) -> HttpResponse:  # noqa: A002
    """One row by its key."""
    return JsonResponse(Case.objects.values(*SHOWN).get(pk=id))


class Named(models.Model):
    objects: ClassVar["models.Manager[Named]"]
    name = models.CharField(max_length=100)

    class Meta:
        app_label = "ceiling"
        abstract = True


class Matter(Named):
    class Meta(Named.Meta):
        managed = False
        db_table = "catalogue_category"


class Unit(Named):
    class Meta(Named.Meta):
        managed = False
        db_table = "departments_department"


class Street(Named):
    class Meta(Named.Meta):
        managed = False
        db_table = "grids_area"


class Condition(models.Model):
    text = models.CharField(max_length=200)

    class Meta:
        app_label = "ceiling"
        managed = False
        db_table = "catalogue_filingcondition"


class Row(models.Model):
    """The columns of a case that a home shows, with the same joins."""

    objects: ClassVar["models.Manager[Row]"]
    number = models.CharField(max_length=40)
    address = models.CharField(max_length=200)
    state = models.CharField(max_length=12)
    due_at = models.DateTimeField(null=True)
    stage_due_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    rework_count = models.IntegerField()
    is_open = models.BooleanField()
    category = models.ForeignKey(Matter, models.DO_NOTHING)
    condition = models.ForeignKey(Condition, models.DO_NOTHING, null=True)
    department = models.ForeignKey(Unit, models.DO_NOTHING, null=True)
    street = models.ForeignKey(Street, models.DO_NOTHING, null=True)

    class Meta:
        app_label = "ceiling"
        managed = False
        db_table = "cases_case"


TABLE = Engine().from_string(
    """<!doctype html><title>Cases</title><table>{% for row in rows %}<tr><td><a href="/cases/{{ row.number }}/">
{{ row.number }}</a></td><td>{{ row.category.name }} {{ row.condition.text }}</td><td>{{ row.address }} {{ row.street.name }}</td>
<td>{{ row.department.name }}</td><td>{{ row.state }}</td><td>{{ row.due_at|date:"Y-m-d H:i" }}</td>
<td>{{ row.stage_due_at|date:"Y-m-d H:i" }}</td><td>{{ row.reported_at|date:"Y-m-d H:i" }}</td><td>{{ row.rework_count }}</td></tr>
{% endfor %}</table>"""
)


def rows(request: HttpRequest) -> HttpResponse:
    """A table of 50 open cases, the most urgent first, with the names of what they point at."""
    found = Row.objects.filter(is_open=True).select_related("category", "condition", "department", "street")
    return HttpResponse(TABLE.render(Context({"rows": found.order_by("due_at", "id")[:50]})))


def make_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


# What the must of a tile is: every open case as a point, without number, lamp or who may see it.
TILE = """
SELECT ST_AsMVT(drawn, 'cases', 4096, 'geom') FROM (
    SELECT ST_AsMVTGeom(ST_Transform(location, 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64) AS geom
      FROM cases_case WHERE is_open AND location && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4326)
) AS drawn
"""


def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One vector tile by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(TILE, {"z": z, "x": x, "y": y})
        return HttpResponse(bytes(cursor.fetchone()[0]), content_type="application/vnd.mapbox-vector-tile")


urlpatterns = [
    path("intake/", intake),
    path("list/<int:department>/", newest),
    path("one/<uuid:id>/", one),
    path("rows/", rows),
    path("tile/<int:z>/<int:x>/<int:y>/", tile),
]
application = get_wsgi_application()

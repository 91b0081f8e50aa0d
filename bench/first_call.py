"""A fresh process that routes once, then 200 times: `python -m bench.first_call` prints milliseconds and megabytes."""

import json
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citymgmt.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import ground  # noqa: E402
from bench.machine import resident_mb  # noqa: E402
from cases.routing import RoutingQuestion, decide  # noqa: E402
from catalogue.models import Category  # noqa: E402
from grids.queries import locate  # noqa: E402

connection.ensure_connection()
category = Category.objects.order_by("pk")[5]
before, start = resident_mb(os.getpid()), time.perf_counter()


def once() -> None:
    place = locate(ground.WEST + 0.05, ground.SOUTH + 0.05)
    decide(RoutingQuestion(None, category.pk, category.major_id, place), on=timezone.localdate())


once()
first = (time.perf_counter() - start) * 1000
for _ in range(200):
    once()
print(json.dumps({"ms": first, "mb": resident_mb(os.getpid()) - before}))

"""Celery: only the kick. What must happen stands in the outbox; a lost message costs a few seconds.

The reasons are in docs/decisions/0002-outbox.md.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citymgmt.settings")

app = Celery("citymgmt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Celery leaves logging as Django's settings have it: its own formatter writes what an error was about."""

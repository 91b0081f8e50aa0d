"""Celery: only the kick. What must happen stands in the outbox; a lost message costs a few seconds.

The reasons are in docs/decisions/0002-outbox.md.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citymgmt.settings")

app = Celery("citymgmt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

"""The clock's job `counters` alone, for as long as it is let: `python -m bench.folding`."""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citymgmt.settings")
django.setup()

from evaluations.actions import fold_all  # noqa: E402

EVERY_SECONDS = 3

fold_all()
print("ready", flush=True)
while True:
    fold_all()
    time.sleep(EVERY_SECONDS)

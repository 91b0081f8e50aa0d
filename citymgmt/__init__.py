"""The switchboard: settings, addresses, the API's router, Celery and the clock. No rule of the city is here."""

from citymgmt.celery import app as celery_app

__all__ = ["celery_app"]

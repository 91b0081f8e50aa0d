"""The switchboard: settings, addresses, the API's router, Celery and the clock. No rule of the city is here.

Celery finds its app in `citymgmt.celery` by itself. Who only kicks has an app of their own (common/kicks.py), so that a
command does not load what workers need.
"""

"""Tasks of Celery that need a house's door; the outbox has its own (common/tasks.py)."""

from celery import shared_task

from cases.exports import make_exports as make


@shared_task(name="citymgmt.tasks.make_exports", time_limit=1800, soft_time_limit=1500)
def make_exports() -> None:
    """May last longer than other tasks, and may be given out again meanwhile: the second finds nothing to claim."""
    make()

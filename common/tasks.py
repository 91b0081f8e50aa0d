from celery import shared_task

from common import outbox


@shared_task(name="common.tasks.drain_topic")
def drain_topic(topic: str) -> None:
    outbox.answer_nudge(topic)

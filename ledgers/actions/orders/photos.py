"""A photo of a reply turned out to be none: whoever sent it is told."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.utils import timezone

from common import outbox
from common.models import Message
from evidence.models import Photo, PhotoStatus
from evidence.topics import refused_topic
from ledgers.models import Order, OrderEvent
from ledgers.topics import ORDER
from ledgers.workflow.orders import PHOTO_REFUSED

ACTOR = "photos"


@outbox.handles(refused_topic(Order.SUBJECT))
def tell_of_refused(messages: Sequence[Message]) -> None:
    photos = Photo.objects.filter(pk__in=[UUID(message.reference) for message in messages], status=PhotoStatus.REFUSED)
    for photo in photos.order_by("subject_key", "uploaded_at", "pk"):
        _tell(photo)


def _tell(photo: Photo) -> None:
    """An event under an id made from the photo's: told twice, it happened once."""
    event_id = uuid5(photo.pk, PHOTO_REFUSED)
    order = Order.objects.select_for_update(of=("self",)).filter(pk=photo.subject_key).first()
    if order is None or OrderEvent.objects.filter(pk=event_id).exists():
        return
    order.seq += 1
    order.save(update_fields=["seq"])
    OrderEvent(
        id=event_id, order=order, seq=order.seq, move=PHOTO_REFUSED, from_state=order.state, to_state=order.state,
        actor=ACTOR, at=timezone.now(),
        data={"photo": str(photo.pk), "refusal": photo.refusal, "sender": photo.uploaded_by_id},
    ).save(force_insert=True)  # fmt: skip
    outbox.emit(ORDER, [event_id])

"""A photo of an item turned out to be none: whoever sent it is told, and it proves nothing."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.utils import timezone

from common import outbox
from common.models import Message
from evidence.models import Photo, PhotoStatus
from evidence.topics import refused_topic
from ledgers.actions.items.advance import promises_of, say
from ledgers.models import Item, ItemEvent
from ledgers.workflow.items import PHOTO_REFUSED

ACTOR = "photos"


@outbox.handles(refused_topic(Item.SUBJECT))
def tell_of_refused(messages: Sequence[Message]) -> None:
    photos = Photo.objects.filter(pk__in=[UUID(message.reference) for message in messages], status=PhotoStatus.REFUSED)
    for photo in photos.order_by("subject_key", "uploaded_at", "pk"):
        _tell(photo)


def _tell(photo: Photo) -> None:
    """An event under an id made from the photo's: told twice, it happened once."""
    event_id = uuid5(photo.pk, PHOTO_REFUSED)
    item = Item.objects.select_for_update(of=("self",)).filter(pk=photo.subject_key).first()
    if item is None or ItemEvent.objects.filter(pk=event_id).exists():
        return
    data = {"photo": str(photo.pk), "refusal": photo.refusal, "sender": photo.uploaded_by_id}
    event = say(item, PHOTO_REFUSED, at=timezone.now(), actor=ACTOR, data=data, id=event_id)
    item.save(update_fields=["seq"])
    event.save(force_insert=True)
    outbox.emit_all(promises_of(event))

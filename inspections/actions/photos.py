"""A photo of a look turned out to be none: whoever sent it is told. A case's visit says so in the case's history."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.utils import timezone

from common import outbox
from common.models import Message
from evidence.models import Photo, PhotoStatus
from evidence.topics import refused_topic
from inspections.actions.advance import keep
from inspections.models import Visit, VisitEvent
from inspections.workflow import PHOTO_REFUSED

ACTOR = "photos"


@outbox.handles(refused_topic(Visit.SUBJECT))
def tell_of_refused(messages: Sequence[Message]) -> None:
    photos = Photo.objects.filter(pk__in=[UUID(message.reference) for message in messages], status=PhotoStatus.REFUSED)
    for photo in photos.order_by("subject_key", "uploaded_at", "pk"):
        _tell(photo)


def _tell(photo: Photo) -> None:
    """An event under an id made from the photo's: told twice, it happened once."""
    event_id = uuid5(photo.pk, PHOTO_REFUSED)
    visit = Visit.objects.select_for_update().filter(pk=photo.subject_key).first()
    if visit is None or VisitEvent.objects.filter(pk=event_id).exists():
        return
    visit.seq += 1
    visit.save(update_fields=["seq"])
    data = {"photo": str(photo.pk), "refusal": photo.refusal, "sender": photo.uploaded_by_id}
    event = VisitEvent(
        id=event_id, visit=visit, seq=visit.seq, move=PHOTO_REFUSED, from_state=visit.state, to_state=visit.state,
        actor=ACTOR, at=timezone.now(), data=data,
    )  # fmt: skip
    keep([event])

"""What is told of a photo that could not be made anew: who sent it hears so at once, and can take it again.

Of whatever it belongs to: a case, a visit, or nothing yet. A lower house can't tell anybody, and this is the lowest
that knows both photos and notices.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Medium, User
from evidence import subjects
from evidence.actions import PHOTO_REFUSED
from evidence.models import Photo, PhotoStatus
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind

PHOTO = "photo"
SENDER = Audience("photo_sender", gettext_lazy("Who sent the photo"), PHOTO)
UNUSABLE = Event(
    "photo_unusable", NoticeKind.WORK, gettext_lazy("A photo that you sent can't be used"), PHOTO,
    (Rule(SENDER.name, (Medium.MAIL, Medium.ROBOT)),),
)  # fmt: skip


class PhotoSubject(NoticeSubject):
    """A photo that cannot be shown, under the title of what it belongs to where the person sees that."""

    def __init__(self, photo: Photo, title: str) -> None:
        belongs = photo.subject if title else None
        url = subjects.KINDS[belongs.kind].address(belongs, title) if belongs else ""
        super().__init__(
            key=str(photo.pk), title=title or _("Photo"), url=url, over=photo.status != PhotoStatus.REFUSED
        )
        self.photo = photo

    @property
    def line(self) -> str:
        return self.photo.refusal_text


class PhotoKind(SubjectKind[Occasion, PhotoSubject]):
    name = PHOTO
    model = Photo
    body = "{title}\n{why}"
    facts: Mapping[str, Callable[[PhotoSubject, Said], str]] = {
        "title": lambda subject, said: subject.title,
        "why": lambda subject, said: subject.photo.refusal_text,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        photos = Photo.objects.filter(pk__in=[occasion.key for occasion, __ in heard])
        senders = {str(pk): sender for pk, sender in photos.values_list("pk", "uploaded_by")}
        return [{SENDER.name: [senders[occasion.key]] if occasion.key in senders else []} for occasion, __ in heard]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, PhotoSubject]:
        photos = Photo.objects.filter(pk__in=keys)
        titles = subjects.titles(user, {photo.subject for photo in photos if photo.subject is not None})
        return {
            str(photo.pk): PhotoSubject(photo, titles.get(photo.subject, "") if photo.subject is not None else "")
            for photo in photos
        }

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        return {}


def refused(references: Sequence[str]) -> list[Occasion]:
    """Those of the photos that still are there and are refused."""
    photos = Photo.objects.filter(pk__in=[UUID(each) for each in references], status=PhotoStatus.REFUSED)
    keys = [str(pk) for pk in photos.order_by("uploaded_at", "pk").values_list("pk", flat=True)]
    return [Occasion(event=f"{PHOTO}:{key}", what=UNUSABLE.name, key=key, urgent=False, by=None) for key in keys]


def declare_photos() -> None:
    """Once, when the houses are ready."""
    declare(PhotoKind(), declared=[UNUSABLE], audiences=[SENDER], topics={PHOTO_REFUSED: refused})

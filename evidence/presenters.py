"""Photos as pages show them: with their state, in pairs of before and after, and with where they were used before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from common.subjects import Subject
from evidence import subjects
from evidence.models import Photo, PhotoKind, PhotoStatus


@dataclass(frozen=True)
class Shot:
    """A photo as the kit's `photo` tag wants it; `reused` says where it was used before, with a link if one may go."""

    state: str
    url: str
    thumb: str
    alt: str
    taken_at: datetime
    reason: str
    reused: str = ""
    reused_url: str = ""


@dataclass(frozen=True)
class Reuse:
    """Where a photo was used before. `title` is "" for who may not see that subject."""

    subject: Subject
    title: str
    same_subject: bool  # an after-photo that is the before-photo, or the other way round
    identical: bool  # the very same file; else it only looks the same


def shot(photo: Photo) -> Shot:
    url = photo.get_absolute_url()
    state = "processing" if photo.status == PhotoStatus.RECEIVED else photo.status
    return Shot(state, url, f"{url}?size=small", str(photo.get_kind_display()), photo.uploaded_at, photo.refusal_text)


def first_shots(of: Sequence[Subject], *, after: bool = True) -> dict[Subject, Shot]:
    """The oldest photo of each subject that can be shown; `after=False` leaves out those taken after a fix."""
    photos = Photo.objects.of(*of).filter(status=PhotoStatus.READY)
    if not after:
        photos = photos.exclude(kind=PhotoKind.AFTER)
    found: dict[Subject, Shot] = {}
    for photo in photos.order_by("uploaded_at"):
        assert photo.subject is not None
        found.setdefault(photo.subject, shot(photo))
    return found


def reuses(photos: Sequence[Photo], user: User) -> dict[UUID, Reuse]:
    """By photo, where it was used before, named to who may see it. Asks nothing where no photo repeats another."""
    earlier = {photo.pk: (photo, photo.reused) for photo in photos}
    found = {pk: (photo, old, old.subject) for pk, (photo, old) in earlier.items() if old is not None and old.subject}
    titles = subjects.titles(user, {subject for __, ___, subject in found.values()})
    return {
        pk: Reuse(subject, titles.get(subject, ""), subject == photo.subject, photo.sha256 == old.sha256)
        for pk, (photo, old, subject) in found.items()
    }


def sides(photos: Sequence[Photo], user: User) -> dict[str, Any]:
    """Before and after, each oldest first (what an inspector took near and far is before), and the pair to compare."""
    used = reuses(photos, user)
    before = [_marked(photo, used) for photo in photos if not photo.is_after]
    after = [_marked(photo, used) for photo in photos if photo.is_after]
    ready = [[each for each in side if each.state == PhotoStatus.READY] for side in (before, after)]
    compare = (ready[0][0], ready[1][-1]) if all(ready) else None
    repeated = [each for each in before + after if each.reused]
    return {"before": before, "after": after, "compare": compare, "repeated": repeated}


def _marked(photo: Photo, used: Mapping[UUID, Reuse]) -> Shot:
    """The photo, with where it was used before."""
    found, use = shot(photo), used.get(photo.pk)
    if use is None:
        return found
    if use.same_subject:
        return replace(found, reused=_("The same photo as on the other side of the fix"))
    kind = subjects.KINDS.get(use.subject.kind)
    if kind is None:
        return replace(found, reused=_("Already used elsewhere"))
    url = kind.address(use.subject, use.title) if use.title else ""
    return replace(found, reused=kind.used_before(use.title), reused_url=url)

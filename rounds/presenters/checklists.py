"""Example photos of the lines of a checklist."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from evidence.models import Photo
from evidence.presenters import Shot, shot
from rounds.models import ChecklistItem, ChecklistLine


def examples_of(lines: Iterable[ChecklistItem | ChecklistLine]) -> Mapping[int, list[Shot]]:
    """The example photos of these lines by their keys, in the order shown; one statement, none where there are none."""
    named = {line.pk: line.photos for line in lines}
    wanted = {each for photos in named.values() for each in photos}
    found = Photo.objects.in_bulk(wanted) if wanted else {}
    return {key: [_example(found[each]) for each in photos if each in found] for key, photos in named.items()}


def _example(photo: Photo) -> Shot:
    return replace(shot(photo), alt=_("Example"))

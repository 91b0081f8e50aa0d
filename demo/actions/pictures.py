"""Drawn pictures stand in for photos of the demo: a few are drawn, each photo is another name of one of their files."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from PIL import Image

from accounts.models import User
from cases.models import Case
from common.subjects import Subject
from demo import pictures
from demo.reports import Telling
from evidence.actions import load_photos
from evidence.models import Photo, PhotoKind, PhotoStatus

SMALL = (480, 360)
FOLDER = "demo"


@dataclass(frozen=True)
class Picture:
    large: Path
    small: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Shot:
    """A photo to be: of what, who took it when."""

    id: UUID
    case: Case
    kind: PhotoKind
    telling: Telling
    at: datetime
    by: User


class Album:
    """The drawn pictures, made once per checkout and kept under the media folder."""

    def __init__(self) -> None:
        self.media = Path(settings.MEDIA_ROOT)
        self._drawn: dict[tuple[str, bool, int], Picture] = {}

    def store(self, shots: Iterable[Shot]) -> None:
        """Photos that are ready, as if the platform had received and re-encoded them."""
        load_photos(photos=[self._photo(shot) for shot in shots])

    def take(self, *, id: UUID, theme: str, variant: int, by: User, at: datetime) -> None:  # noqa: A002
        """One taken after a fix, that belongs to nothing yet: for a move that takes it as its evidence."""
        picture = self._drawing(theme, after=True, variant=variant)
        load_photos(photos=[self._made(picture, id, Subject("", ""), PhotoKind.AFTER, by, at)])

    def _photo(self, shot: Shot) -> Photo:
        variant = shot.telling.id.int % pictures.VARIANTS
        picture = self._drawing(shot.telling.scene.theme, after=shot.kind == PhotoKind.AFTER, variant=variant)
        return self._made(picture, shot.id, shot.case.subject, shot.kind, shot.by, shot.at)

    def _made(
        self, picture: Picture, id: UUID, of: Subject, kind: PhotoKind, by: User, at: datetime  # noqa: A002
    ) -> Photo:  # fmt: skip
        photo = Photo(
            id=id, subject_kind=of.kind, subject_key=of.key, kind=kind, uploaded_by=by, uploaded_at=at,
            sha256=picture.sha256, size=picture.size, status=PhotoStatus.READY, width=pictures.SIZE[0],
            height=pictures.SIZE[1],
        )  # fmt: skip
        self._link(picture.large, photo.original_name)
        self._link(picture.large, photo.served_name)
        self._link(picture.small, photo.thumbnail_name)
        return photo

    def _link(self, source: Path, name: str) -> None:
        target = self.media / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # left by a fill that did not finish
        os.link(source, target)

    def _drawing(self, theme: str, *, after: bool, variant: int) -> Picture:
        key = (theme, after, variant)
        if key not in self._drawn:
            self._drawn[key] = self._draw(*key)
        return self._drawn[key]

    def _draw(self, theme: str, after: bool, variant: int) -> Picture:
        folder = self.media / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{theme}-{'after' if after else 'before'}-{variant}"
        large, small = folder / f"{name}.jpg", folder / f"{name}.small.jpg"
        if not (large.exists() and small.exists()):
            image = pictures.draw(theme, after=after, variant=variant)
            image.save(large, quality=80)
            image.resize(SMALL, Image.Resampling.BILINEAR).save(small, quality=80)
        return Picture(large, small, hashlib.sha256(large.read_bytes()).hexdigest(), large.stat().st_size)

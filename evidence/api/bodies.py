"""What the API takes in about photos and files."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from common.schema import ClientId, Strict
from evidence.models import MOST_PHOTOS, PhotoKind


class Photos(serializers.ListField):
    """Ids of photos that were sent before."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(child=ClientId(), max_length=MOST_PHOTOS, **rest)

    def to_internal_value(self, data: Any) -> list[UUID]:
        ids: list[UUID] = super().to_internal_value(data)
        if len(set(ids)) != len(ids):
            raise serializers.ValidationError(_("A photo stands twice in the list."))
        return ids


class PhotoBody(Strict):
    id = ClientId()
    kind = serializers.ChoiceField(PhotoKind.choices)
    file = serializers.FileField()


class AttachmentBody(Strict):
    id = ClientId()
    file = serializers.FileField()

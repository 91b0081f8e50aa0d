"""The shapes of answers about photos and files, for the OpenAPI document; `shapes` builds them."""

from typing import Any

from rest_framework import serializers

from accounts.api.shapes import Person
from evidence.models import PhotoKind, PhotoStatus


class PhotoReceipt(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    sha256 = serializers.CharField()
    status = serializers.ChoiceField(PhotoStatus.choices)


class PhotoFacts(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(PhotoKind.choices)
    status = serializers.ChoiceField(PhotoStatus.choices)
    refusal = serializers.CharField()
    uploaded_at = serializers.DateTimeField()
    url = serializers.CharField()
    small_url = serializers.CharField()


class AttachmentAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    by = Person()
    at = serializers.DateTimeField()
    url = serializers.CharField()


class Attachments(serializers.Serializer[Any]):
    results = AttachmentAnswer(many=True)

"""Bodies as clients send them."""

import io
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from tests import factories as make


def report(**rest: Any) -> dict[str, Any]:
    lng, lat = make.middle(*rest.pop("at_cell", (0, 0)))
    said = {
        "id": str(uuid.uuid4()), "category": "06010", "location": {"type": "Point", "coordinates": [lng, lat]},
        "description": "暴露垃圾一堆",
    }  # fmt: skip
    return said | rest


def post_case(client: APIClient, **rest: Any) -> Any:
    return client.post("/api/v1/cases/", report(**rest), format="json")


def image(kind: str = "JPEG", *, size: tuple[int, int] = (64, 48), **rest: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind, **rest)
    return buffer.getvalue()


def post_photo(client: APIClient, content: bytes, *, name: str = "a.jpg", **rest: Any) -> Any:
    said = {"id": str(uuid.uuid4()), "kind": "near", "file": SimpleUploadedFile(name, content)}
    return client.post("/api/v1/photos/", said | rest, format="multipart")

"""What the API says of photos and files."""

from typing import Any

from accounts.api.shapes import person
from common.documents import KINDS
from evidence.models import Attachment, Photo


def photo(of: Photo) -> dict[str, Any]:
    address = of.get_absolute_url()
    return {
        "id": of.pk,
        "kind": of.kind,
        "status": of.status,
        "refusal": of.refusal_text,
        "uploaded_at": of.uploaded_at,
        "url": address,
        "small_url": f"{address}?size=small",
    }


def attachment(of: Attachment) -> dict[str, Any]:
    return {
        "id": of.pk, "name": of.file_name, "type": KINDS[of.kind], "size": of.size, "sha256": of.sha256,
        "by": person(of.uploaded_by), "at": of.uploaded_at, "url": of.get_absolute_url(),
    }  # fmt: skip

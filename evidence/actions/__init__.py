"""The verbs of photos and files, the only room that writes them."""

from evidence.actions.attach import attach_file
from evidence.actions.carry import carry_photos
from evidence.actions.cleanup import forget_orphan_photos
from evidence.actions.link import attach_photos, load_photos
from evidence.actions.photo import receive_photo
from evidence.actions.retention import forget_originals

__all__ = [
    "attach_file",
    "attach_photos",
    "carry_photos",
    "forget_originals",
    "forget_orphan_photos",
    "load_photos",
    "receive_photo",
]

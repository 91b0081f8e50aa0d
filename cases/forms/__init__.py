"""What people type about cases."""

from cases.forms.moves import MoveForm, move_form, units
from cases.forms.photos import MOST_PHOTOS, PhotosField
from cases.forms.report import DESK_SOURCES, ReportForm
from cases.forms.talk import AttachmentForm, CommentForm, UnmaskForm

__all__ = [
    "DESK_SOURCES",
    "MOST_PHOTOS",
    "AttachmentForm",
    "CommentForm",
    "MoveForm",
    "PhotosField",
    "ReportForm",
    "UnmaskForm",
    "move_form",
    "units",
]

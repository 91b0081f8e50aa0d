"""What people type about cases."""

from cases.forms.lists import BulkMoveForm, SavedFilterForm, fits_many
from cases.forms.moves import MoveForm, move_form, units
from cases.forms.photos import MOST_PHOTOS, PhotosField
from cases.forms.report import DESK_SOURCES, ReportForm
from cases.forms.talk import AttachmentForm, CommentForm, UnmaskForm

__all__ = [
    "DESK_SOURCES",
    "MOST_PHOTOS",
    "AttachmentForm",
    "BulkMoveForm",
    "CommentForm",
    "MoveForm",
    "PhotosField",
    "ReportForm",
    "SavedFilterForm",
    "UnmaskForm",
    "fits_many",
    "move_form",
    "units",
]

"""What people type about cases."""

from cases.forms.lists import BulkMoveForm, SavedFilterForm, fits_many
from cases.forms.moves import MoveForm, move_form, units
from cases.forms.photos import MOST_PHOTOS, PhotosField
from cases.forms.report import DESK_SOURCES, ReportForm

__all__ = [
    "DESK_SOURCES",
    "MOST_PHOTOS",
    "BulkMoveForm",
    "MoveForm",
    "PhotosField",
    "ReportForm",
    "SavedFilterForm",
    "fits_many",
    "move_form",
    "units",
]

"""What people type about cases."""

from cases.forms.lists import BulkMoveForm, SavedFilterForm, fits_many
from cases.forms.moves import MoveForm, move_form, units
from cases.forms.report import OF_NONE, ReportForm
from cases.forms.talk import CommentForm, UnmaskForm

__all__ = [
    "OF_NONE",
    "BulkMoveForm",
    "CommentForm",
    "MoveForm",
    "ReportForm",
    "SavedFilterForm",
    "UnmaskForm",
    "fits_many",
    "move_form",
    "units",
]

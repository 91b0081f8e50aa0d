"""The forms of lists: a filter's name, and a move said once for many cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions import MoveRequest
from cases.forms.moves import MoveForm, workers
from cases.models import Case
from cases.workflow import Move, Need
from common.fields import TextField

# What can be said once for many cases. Photos, places and parts belong to one; closing conditions are ticked singly.
SAID_ONCE = frozenset({
    Need.NOTE, Need.REASON, Need.REASON_CLASS, Need.DEPARTMENT, Need.ASSIGNEE, Need.PASSED, Need.UNTIL, Need.RULING,
})  # fmt: skip


class SavedFilterForm(forms.Form):
    """The name under which a list's filter is kept, who else sees it, and whether the list opens with it."""

    name = TextField(label=_("Name"), max_length=40, error_messages={"required": _("Give the filter a name.")})
    shared = forms.BooleanField(label=_("Share it"), required=False)
    default = forms.BooleanField(label=_("Open the list with it"), required=False)


class BulkMoveForm(MoveForm):
    """The fields of a move, filled once for many cases; version and id are each case's own.

    `case` is one of them, from which the choices of units are read.
    """

    def __init__(self, move: Move, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(move, case, *args, **kwargs)
        for name in set(self.fields) - {need.value for need in SAID_ONCE}:
            del self.fields[name]
        if "assignee" in self.fields:
            self._offer("assignee", workers(case))  # who has this one may get the others

    def move_request(self) -> MoveRequest:
        self.cleaned_data |= {"id": None, "version": None}
        return super().move_request()


def fits_many(move: Move) -> bool:
    """Whether all that the move needs can be said once, and looking at each case is not what it is about."""
    return set(move.needs) <= SAID_ONCE and Need.CLOSING not in move.fields

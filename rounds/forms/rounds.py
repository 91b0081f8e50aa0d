"""What people type about rounds: the words of a move, and why a round is made by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import TextField
from rounds.actions import RoundOrder, RoundRequest
from rounds.actions.planning import LONGEST
from rounds.workflow.rounds import Move, Need

LONGEST_NOTE = 2_000
_WORDS = {Need.REASON: _("Reason"), Need.NOTE: _("Note")}


class RoundMoveForm(forms.Form):
    """The fields of one move, with the version that the person saw and an id that makes sending it again harmless."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, move: Move, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.auto_id = move, f"id_{move.name}_%s"  # several forms stand on one page
        for need in (*move.needs, *move.optional):
            self.fields[need.value] = TextField(
                label=_WORDS[need], required=need in move.needs, max_length=LONGEST_NOTE,
                widget=forms.Textarea({"rows": 2}),
            )  # fmt: skip

    def request(self) -> RoundRequest:
        said = self.cleaned_data
        return RoundRequest(
            self.move.name, said["version"], said["id"], note=said.get("note", ""), reason=said.get("reason", "")
        )


class MakeNowForm(forms.Form):
    """Why a round of a plan is made now, beside those that the clock makes."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    reason = TextField(label=_("Reason"), max_length=LONGEST, widget=forms.Textarea({"rows": 2}))

    def order(self, plan: str) -> RoundOrder:
        return RoundOrder(self.cleaned_data["id"], plan, self.cleaned_data["reason"])

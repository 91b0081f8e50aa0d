"""What is said on the phone at a stop. The forms check shapes; what an answer must hold, the verb decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import CodeField, TextField
from common.ids import growing_id
from evidence.forms import PhotosField
from rounds.actions import AnswerMessage, RoundRequest, StopRequest
from rounds.actions.answers import MOST_ACCURACY, MOST_PIECES
from rounds.choices import Verdict
from rounds.models import ChecklistLine
from rounds.queries.scores import Asked
from rounds.workflow.stops import Move, Need

LONGEST_NOTE = 2000


class AnswerForm(forms.Form):
    """One message: an answer to one line. Who is charged stands once on the page and comes with each of its forms."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    line = CodeField(widget=forms.HiddenInput, max_length=32)
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)
    verdict = forms.ChoiceField(choices=Verdict.choices)
    pieces = forms.IntegerField(
        label=_("How many"), required=False, min_value=1, max_value=MOST_PIECES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    photos = PhotosField(label=_("Photos"), required=False)
    note = TextField(
        label=_("What you see"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )
    unit = CodeField(required=False, max_length=40)
    person = CodeField(required=False, max_length=150)
    place_lng = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    place_lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    accuracy_m = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, line: ChecklistLine, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"line_{line.pk}_%s"  # a form for each line stands on the page

    def clean_accuracy_m(self) -> float | None:
        """A browser that knows the country at best says nothing of the place."""
        metres: float | None = self.cleaned_data["accuracy_m"]
        return metres if metres is None or metres <= MOST_ACCURACY else None

    def message(self) -> AnswerMessage:
        """Only a "no" charges somebody, counts pieces and shows photos."""
        said = self.cleaned_data
        no: dict[str, Any] = {}
        if said["verdict"] == Verdict.NO:
            no = {name: said[name] for name in ("unit", "person", "photos")} | {"pieces": said["pieces"] or 1}
        return AnswerMessage(
            id=said["id"], line=said["line"], verdict=said["verdict"], note=said["note"], replaces=said["replaces"],
            lng=said["place_lng"], lat=said["place_lat"], accuracy_m=said["accuracy_m"], **no,
        )  # fmt: skip


def answer_form(asked: Asked, *, photo: bool) -> AnswerForm:
    """An empty form of a line, with an id of its own that makes a second press harmless.

    It says whether a deduction needs a `photo`: only of a "no" the verb asks for it.
    """
    replaces = asked.answer.pk if asked.answer is not None else None
    initial = {"id": growing_id(), "line": asked.line.code, "replaces": replaces, "pieces": 1}
    form = AnswerForm(asked.line, initial=initial)
    form.fields["photos"].required = photo
    return form


class StopMoveForm(forms.Form):
    """The fields that one move of a stop takes."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = TextField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, move: Move, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.auto_id = move, f"id_{move.name}_%s"
        if Need.REASON not in move.fields:
            del self.fields["reason"]

    def request(self) -> StopRequest:
        said = self.cleaned_data
        return StopRequest(self.move.name, said["version"], said["id"], reason=said.get("reason", ""))


class HandInForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    note = TextField(label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}))

    def request(self, move: str) -> RoundRequest:
        said = self.cleaned_data
        return RoundRequest(move, said["version"], said["id"], note=said["note"])

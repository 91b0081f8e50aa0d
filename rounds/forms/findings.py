"""What is said of a finding: what it becomes, that somebody looks again, why the unit objects, what is decided."""

from collections.abc import Mapping
from datetime import datetime, time
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from common.fields import DayField, TextField
from common.ids import growing_id
from common.moments import bounded
from departments.models import Department
from evidence.forms import PhotosField
from rounds.actions import Grounds, ObjectionRequest, Turn
from rounds.actions.findings import CASE, ITEM
from rounds.models import Finding
from rounds.workflow.objections import Move, Need

LONGEST_PROBLEM, LONGEST_GROUNDS = 1000, 2000
_CLASS = pgettext_lazy("and subclass", "Class")
_INTO = {CASE: _("A case"), ITEM: _("An item of the ledger")}


class TurnForm(forms.Form):
    """A case, an item, or both in one step; what it has become already is not offered again."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    into = forms.MultipleChoiceField(
        label=_("Make of it"), widget=forms.CheckboxSelectMultiple, choices=list(_INTO.items()),
        error_messages={"required": _("Say what it becomes: a case, an item of the ledger, or both.")},
    )  # fmt: skip
    problem = TextField(label=_("Problem"), max_length=LONGEST_PROBLEM, widget=forms.Textarea(attrs={"rows": 3}))
    category = forms.ChoiceField(label=_CLASS, required=False)
    measures = TextField(
        label=_("Measures (of the item)"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    unit = forms.ChoiceField(label=_("Responsible unit (of the item)"))
    due_on = DayField(
        label=_("Limit (of the item)"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("Empty: the city's limit. To the end of that day."),
    )  # fmt: skip

    def __init__(self, finding: Finding, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "turn_%s"
        become = {CASE: finding.case_id, ITEM: finding.item_id}
        left = [(each, label) for each, label in _INTO.items() if become[each] is None]
        self.fields["into"].choices = left  # type: ignore[attr-defined]
        self.fields["category"] = forms.ChoiceField(label=_CLASS, required=False, choices=_classes())
        units = [(unit.code, str(unit)) for unit in Department.objects.active()]
        self.fields["unit"] = forms.ChoiceField(label=_("Responsible unit (of the item)"), choices=units)
        self.order_fields([*type(self).base_fields])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if CASE in said.get("into", ()) and not said.get("category"):
            self.add_error("category", _("A case needs a class."))
        return said

    def turn(self, condition: int | None) -> Turn:
        """The filing condition of the checklist's line goes with its class only."""
        said = self.cleaned_data
        return Turn(
            said["id"], tuple(said["into"]), said["problem"], category=said["category"], condition=condition,
            measures=said["measures"], unit=said["unit"], due_at=_end_of(said["due_on"]),
        )  # fmt: skip


def _end_of(day: Any) -> datetime | None:
    return bounded(timezone.make_aware(datetime.combine(day, time(23, 59)))) if day is not None else None


def _classes() -> list[Any]:
    """The subclasses in force, by their major classes."""
    rows = Category.objects.in_force().select_related("major").order_by("kind", "code")
    grouped = [(str(major), [(row.code, str(row)) for row in of]) for major, of in groupby(rows, lambda row: row.major)]
    return [("", "–"), *grouped]


def not_in_order(line: str) -> str:
    """A line of a checklist says how it should be: as a problem it is told with what is wrong about it."""
    return gettext("Not in order: %(line)s") % {"line": line}


def turn_form(finding: Finding) -> TurnForm:
    """Begun with what the checklist and the answer say."""
    line, answer = finding.answer.item, finding.answer
    initial = {
        "id": growing_id(), "problem": f"{not_in_order(line.text)}\n{answer.note}".strip()[:LONGEST_PROBLEM],
        "category": line.category, "unit": finding.unit.code,
    }  # fmt: skip
    return TurnForm(finding, initial=initial)


class LookForm(forms.Form):
    """What who is sent shall look at."""

    note = TextField(
        label=_("What to look at"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class GroundsForm(forms.Form):
    """Why the deduction is wrong, with photos that show it."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = TextField(label=_("Grounds"), max_length=LONGEST_GROUNDS, widget=forms.Textarea(attrs={"rows": 4}))
    photos = PhotosField(label=_("Photos"), required=False)

    def grounds(self) -> Grounds:
        said = self.cleaned_data
        return Grounds(said["id"], said["text"], said["photos"])


class ObjectionMoveForm(forms.Form):
    """The fields that one move of an objection takes."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = TextField(label=_("Answer"), max_length=LONGEST_GROUNDS, widget=forms.Textarea(attrs={"rows": 3}))
    note = TextField(
        label=_("Note"), required=False, max_length=LONGEST_GROUNDS, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, move: Move, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.auto_id = move, f"id_{move.name}_%s"  # several forms stand on one page
        del self.fields["note" if Need.REASON in move.needs else "reason"]

    def request(self) -> ObjectionRequest:
        said: Mapping[str, Any] = self.cleaned_data
        return ObjectionRequest(
            self.move.name, said["version"], said["id"], note=said.get("note", ""), reason=said.get("reason", "")
        )

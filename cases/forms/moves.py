"""The form of a move, read from the table: what it takes, nothing else. What that must hold, the verb decides."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import UNIT
from cases.actions import MoveRequest, Piece
from cases.actions.corrections import MOST_PIECES
from cases.models import Case, Reason, Ruling
from cases.permissions import unmet_needs
from cases.queries.duplicates import Alike, duplicates_of
from cases.workflow import Move, Need, Units
from catalogue.models import FilingCondition
from common.fields import CodeField, MomentField, TextField
from common.ids import growing_id
from common.refusals import Conflict, Refused
from departments.models import Department
from evidence.forms import PhotosField
from places.queries import here

LONGEST_NOTE = 2000
FIRST_PIECES = 2  # rows of a split that the form offers; it grows by the press of a button
Choices = list[tuple[str, Any]]


def _long(label: Any) -> TextField:
    area = forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE})
    return TextField(label=label, max_length=LONGEST_NOTE, widget=area)


class MoveForm(forms.Form):
    """The fields that one move of one case takes."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    passed = forms.TypedChoiceField(
        coerce=lambda value: value == "yes", empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    closing_conditions = forms.TypedMultipleChoiceField(
        label=_("Closing conditions that hold"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    department = forms.ChoiceField()  # its label stands in the row of the move
    assignee = forms.ChoiceField(label=_("Person"))
    duplicate = CodeField(label=_("The case it repeats"), max_length=40)  # one of those that are offered
    into = CodeField(label=_("Number of the case it is merged into"), max_length=40)
    category = forms.ChoiceField(label=_("What is it"))
    place_lng = forms.FloatField(widget=forms.HiddenInput, min_value=-180, max_value=180, label=_("Place"))
    place_lat = forms.FloatField(widget=forms.HiddenInput, min_value=-90, max_value=90, label=_("Place"))
    place = forms.ChoiceField(label=_("Place that it is about"))
    until = MomentField(label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    reason_class = forms.ChoiceField(label=_("Kind of reason"), choices=[("", "–"), *Reason.choices])
    reason = _long(_("Reason"))
    ruling = forms.ChoiceField(label=_("What comes of it"), choices=Ruling.choices)
    photos = PhotosField(label=_("Photos"))
    note = _long(_("Note"))

    def __init__(self, move: Move, case: Case, *args: Any, pieces: int = FIRST_PIECES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.case = move, case
        said = sum(f"piece_{number}" in self.data for number in range(1, MOST_PIECES + 1))
        self.pieces = min(said or pieces, MOST_PIECES) if Need.PARTS in move.fields else 0
        self.alike: list[Alike] = []
        self._keep_what_it_takes()
        for name, choices in _CHOICES.items():
            if name in self.fields:
                self._offer(name, choices(move, case))
        if "closing_conditions" in self.fields and not case.closing_lines:
            del self.fields["closing_conditions"]
        if "passed" in self.fields:
            asked, yes, no = move.verdict
            self.fields["passed"].label = str(asked)
            self.fields["passed"].choices = [("yes", yes), ("no", no)]  # type: ignore[attr-defined]
        if "department" in self.fields:
            self.fields["department"].label = str(move.unit_label)
        if self.pieces:
            self._add_pieces()
        if "duplicate" in self.fields:
            self._offer_duplicates()

    def _offer(self, name: str, choices: Choices) -> None:
        """Where there is nothing to choose but the empty row, the field says why."""
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1 and name == "assignee":
            field.help_text = gettext("Nobody else works in the unit that has the case, nor in its squad.")
        if len(choices) == 1 and name == "department" and self.move.units == Units.SQUADS:
            field.help_text = gettext("The unit has no squads. An administrator adds them as units below it.")

    def _keep_what_it_takes(self) -> None:
        sentences = unmet_needs(self.move, set())
        for need in Need:
            for name in _NAMES.get(need, (need.value,)):
                if name not in self.fields:
                    continue
                if need.value not in self.move.fields:
                    del self.fields[name]
                    continue
                field = self.fields[name]
                field.required = need in self.move.needs
                if need.value in sentences:
                    field.error_messages["required"] = sentences[need.value][0]

    def _add_pieces(self) -> None:
        choices = matters(self.move, self.case)
        for number in range(1, self.pieces + 1):
            self.fields[f"piece_{number}"] = forms.ChoiceField(
                label=gettext("Case %(number)s: what is it") % {"number": number}, choices=choices, required=number == 1
            )
            self.fields[f"piece_{number}_note"] = TextField(
                label=gettext("Case %(number)s: note") % {"number": number}, max_length=LONGEST_NOTE, required=False
            )

    def _offer_duplicates(self) -> None:
        """The likely ones to choose from, and a number for any other; where there is none, the number."""
        self.alike = duplicates_of(self.case)
        self.fields["duplicate"].required = False
        if self.alike:
            self.fields["into"].required = False
            self.fields["into"].label = gettext("Or the number of another case")
        else:
            del self.fields["duplicate"]

    @property
    def may_grow(self) -> bool:
        return 0 < self.pieces < MOST_PIECES

    def grown(self) -> "MoveForm":
        """The same with room for another case; all that was typed stays, and nothing of it is judged yet."""
        typed = {
            name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()
        }
        form = type(self)(self.move, self.case, initial=typed, pieces=self.pieces + 1)
        form.fields[f"piece_{form.pieces}"].widget.attrs["autofocus"] = True
        return form

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(2, self.pieces + 1):
            if said.get(f"piece_{number}_note") and not said.get(f"piece_{number}"):
                self.add_error(f"piece_{number}", gettext("Say what it is, or take the note away."))
        if "duplicate" in self.fields:
            chosen, typed = said.get("duplicate", ""), said.get("into", "").strip()
            if chosen and typed and chosen != typed:
                self.add_error("into", gettext("Choose one of the cases above or type a number, not both."))
            elif not chosen and not typed:
                self.add_error("into", self.fields["into"].error_messages["required"])
        return said

    def refused(self, no: Refused, version: int) -> "MoveForm":
        """The same form with the sentence of the refusal, made for the case as it is now; all that was typed stays."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        if isinstance(no, Conflict):
            data["version"] = str(version)  # sending again, after having looked, is then possible
        form = type(self)(self.move, self.case, data)
        form.full_clean()
        for name, sentences in no.errors.items():
            if name in form.fields:
                form.add_error(name, list(sentences))
        if not form.errors:
            form.add_error(None, no.message)
        return form

    def move_request(self) -> MoveRequest:
        said = self.cleaned_data
        category, condition = _matter(said.get("category", ""))
        place = said.get("place_lng"), said.get("place_lat")
        return MoveRequest(
            move=self.move.name, version=said["version"], id=said["id"], note=said.get("note", ""),
            reason=said.get("reason", ""), reason_class=said.get("reason_class", ""),
            department=said.get("department", ""), assignee=said.get("assignee", ""),
            passed=said.get("passed"), photos=said.get("photos", ()),
            closing_conditions=tuple(said.get("closing_conditions", ())), until=said.get("until"),
            into=said.get("into", "").strip() or said.get("duplicate", ""), category=category, condition=condition,
            location=(place[0], place[1]) if place[0] is not None and place[1] is not None else None,
            parts=tuple(self._pieces()), ruling=said.get("ruling", ""), place=said.get("place", ""),
        )  # fmt: skip

    def _pieces(self) -> list[Piece]:
        said = self.cleaned_data
        numbers = [number for number in range(1, self.pieces + 1) if said.get(f"piece_{number}")]
        return [Piece(*_matter(said[f"piece_{number}"]), said[f"piece_{number}_note"]) for number in numbers]


def move_form(move: Move, case: Case, **initial: Any) -> MoveForm:
    """An empty form for a move of this case as it is now, with an id of its own that makes a second press harmless."""
    return MoveForm(move, case, initial={"id": growing_id(), "version": case.version, **initial})


def units() -> Choices:
    return [("", gettext("Choose a unit"))] + [(unit.code, unit.name) for unit in Department.objects.active()]


def _units(move: Move, case: Case) -> Choices:
    """Squads for a unit that sends a case on; the other units where one is named as responsible or asked to assist."""
    if move.units == Units.SQUADS:
        squads = Department.objects.active().filter(parent=case.department_id)
        return [("", gettext("Choose a squad"))] + [(unit.code, unit.name) for unit in squads]
    own = case.department.code if case.department and move.units == Units.OTHERS else None
    return [choice for choice in units() if choice[0] != own]


def workers(case: Case, *, but: int | None = None) -> Choices:
    """The people of the unit that has the case and of its squad, without the one whose key is `but`."""
    units = [unit for unit in (case.department_id, case.squad_id) if unit is not None]
    people = User.objects.filter(is_active=True, role__in=UNIT, membership__department__in=units)
    others = people.exclude(pk__in=[but]).order_by("name", "username")
    return [("", gettext("Choose a person"))] + [(person.username, str(person)) for person in others]


def _places(move: Move, case: Case) -> Choices:
    """What stands where the case is, but for the place that it is of already."""
    found = here(case.location.x, case.location.y).places if case.location is not None else []
    others = [(each.place.code, f"{each.place.name} ({each.place.kind})") for each in found]
    nothing = gettext("Choose a place") if found else gettext("No place of the archive stands here")
    return [("", nothing), *(each for each in others if case.place is None or each[0] != case.place.code)]


def matters(move: Move, case: Case) -> Choices:
    """Filing conditions under their subclasses, as "code/number"."""
    conditions = FilingCondition.objects.filter(ended_on=None, category__ended_on=None).select_related("category")
    groups: dict[str, Choices] = {}
    for condition in conditions.order_by("category__code", "number"):
        category = condition.category
        group = groups.setdefault(f"{category.code} {category}", [])
        group.append((f"{category.code}/{condition.number}", condition.text))
    return [("", gettext("Choose")), *groups.items()]


def _matter(value: str) -> tuple[str, int | None]:
    code, __, number = value.partition("/")
    return code, int(number) if number else None


_NAMES: Mapping[Need, tuple[str, ...]] = {
    Need.LOCATION: ("place_lng", "place_lat"), Need.CONDITION: (), Need.PARTS: (), Need.INTO: ("duplicate", "into"),
}  # fmt: skip
_CHOICES: Mapping[str, Callable[[Move, Case], Choices]] = {
    "department": _units,
    "assignee": lambda move, case: workers(case, but=case.assignee_id),
    "category": matters,
    "place": _places,
    "closing_conditions": lambda move, case: [(str(n), line) for n, line in enumerate(case.closing_lines, 1)],
}

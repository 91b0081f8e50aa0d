"""What people type about surveys. The forms check shapes; what a survey must hold and may find, the verbs decide."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from catalogue.models import Category
from common.fields import CodeField, DayField, TextField
from departments.models import Department
from evidence.forms import PhotosField
from grids.models import Area, Component, ComponentState
from places.actions import Found, NewPlace, SurveyPlan, SurveyRequest, TaskRequest
from places.actions.found import choices_of
from places.choices import TaskKind, What
from places.forms.places import PREFIX, form_field_of, written
from places.models import Place, PlaceField, PlaceKind, Survey, SurveyTask
from places.registers import details
from places.registers.phones import MaskedPhoneField
from places.workflow.surveys import COLLECT, Move, Need, SurveyMove

LONGEST_NOTE = 2000
_TICKS = forms.CheckboxSelectMultiple
_NOTE = forms.Textarea({"rows": 2})
PIN = 1e-6  # of a degree: what a map rounds its mark to
_PLACES = (TaskKind.PLACE, TaskKind.NEW)
_OF_PLACE = ("address", "responsible", "phone")
_TEXTS = ("name", *_OF_PLACE, "state")


def _classes_of_components() -> list[tuple[str, str]]:
    """The classes of the components that stand somewhere, by name; a class that the catalogue has no more, by code."""
    codes = Component.objects.order_by("category_code").values_list("category_code", flat=True).distinct()
    names = {row.code: str(row) for row in Category.objects.in_force()}
    return [(code, f"{names[code]} ({code})" if code in names else code) for code in codes]


class SurveyForm(forms.Form):
    """What shall be surveyed, where, by whom and until when."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = TextField(label=_("Title"), max_length=100)
    areas = forms.MultipleChoiceField(
        label=_("Areas"),
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_("Sub-districts or communities; several."),
    )
    kinds = forms.MultipleChoiceField(label=_("Kinds of places"), required=False, widget=_TICKS)
    components = forms.MultipleChoiceField(
        label=pgettext_lazy("survey", "Components"), required=False, widget=forms.SelectMultiple({"size": 6}),
        help_text=_("Those that stand in these areas now."),
    )  # fmt: skip
    finds_new = forms.BooleanField(
        label=_("Look for new ones"), required=False, help_text=_("One more task for each unit grid.")
    )
    unit = forms.ChoiceField(
        label=_("Who collects"), required=False, help_text=_("Inspectors get what lies in their duty grids first.")
    )
    due_on = DayField(label=_("Due"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    note = TextField(label=_("What to look for"), required=False, max_length=500, widget=_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = Area.objects.current().exclude(level="district").order_by("code").values_list("code", "name")
        kinds = [(kind.code, str(kind)) for kind in PlaceKind.objects.filter(active=True)]
        parts = _classes_of_components()
        units = [(unit.code, str(unit)) for unit in Department.objects.active()]
        for name, choices in (
            ("areas", [(code, f"{called} ({code})") for code, called in areas]), ("kinds", kinds),
            ("components", parts), ("unit", [("", _("Inspectors")), *units]),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def plan(self) -> SurveyPlan:
        said = self.cleaned_data
        return SurveyPlan(
            id=said["id"], title=said["title"], areas=tuple(said["areas"]), due_on=said["due_on"],
            kinds=tuple(said["kinds"]), components=tuple(said["components"]), finds_new=said["finds_new"],
            unit=said["unit"], note=said["note"],
        )  # fmt: skip


class _MovedForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    collector = CodeField(label=_("User name of who collects"), max_length=150)
    reason = TextField(label=_("Reason"), max_length=LONGEST_NOTE, widget=_NOTE)
    note = TextField(label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=_NOTE)

    def __init__(self, move: Move | SurveyMove, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.auto_id = move, f"id_{move.name}_%s"  # several forms stand on one page
        for need in (Need.NOTE, Need.REASON, Need.COLLECTOR):
            if need not in move.fields:
                del self.fields[need.value]


class TaskMoveForm(_MovedForm):
    """The fields that one move of a task takes, but for its being handed in."""

    def offer(self, people: Iterable[User]) -> None:
        """Who may be named; who else is named is refused by the move."""
        if "collector" in self.fields:
            choices = [("", "–"), *((user.username, str(user)) for user in people)]
            self.fields["collector"].widget = forms.Select(choices=choices)
            self.fields["collector"].label = _("Who collects")

    def request(self) -> TaskRequest:
        said = self.cleaned_data
        return TaskRequest(
            self.move.name, said["version"], said["id"], note=said.get("note", ""), reason=said.get("reason", ""),
            collector=said.get("collector", ""),
        )  # fmt: skip


class SurveyMoveForm(_MovedForm):
    """The fields that one move of a survey takes."""

    def request(self) -> SurveyRequest:
        said = self.cleaned_data
        return SurveyRequest(
            self.move.name, said["version"], said["id"], note=said.get("note", ""), reason=said.get("reason", "")
        )


class CollectForm(forms.Form):
    """What stands there: asked of a task, or of a new place of this kind where there is no task."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)
    what = forms.ChoiceField(label=_("What do you find?"), widget=forms.RadioSelect)
    name = TextField(label=_("Name"), max_length=100, required=False)
    address = TextField(label=_("Address"), max_length=200, required=False)
    place_lng = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    place_lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    responsible = TextField(label=_("Responsible person"), max_length=60, required=False)
    phone = MaskedPhoneField(label=_("Phone"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=ComponentState.choices, required=False)
    photos = PhotosField(label=_("Photos"), required=False)
    note = TextField(label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=_NOTE)

    def __init__(self, *args: Any, task: SurveyTask | None = None, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task, self.of = task, TaskKind(task.kind) if task is not None else TaskKind.NEW
        self.kind = (_kind_of(task) or kind) if self.of in _PLACES else ""
        self._leave_out()
        self.asked = list(PlaceField.objects.filter(kind__code=self.kind).order_by("order", "code"))
        for field in self.asked:
            self.fields[PREFIX + field.code] = made = form_field_of(field)
            made.required = False  # the archive says what is needed, where something is different
        self.order_fields([name for name in self.fields if name not in ("photos", "note")])
        for name, value in self._standing().items():
            self.initial.setdefault(name, value)

    def _leave_out(self) -> None:
        """What can't be said of such a thing."""
        out = {TaskKind.COMPONENT: _OF_PLACE, TaskKind.GRID: {*_OF_PLACE, "name", "place_lng", "place_lat", "state"}}
        for name in out.get(self.of, {"state"}):
            del self.fields[name]
        choices = choices_of(self.of)
        self.fields["what"].choices = [(each.value, each.label) for each in choices]  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["what"].widget = forms.HiddenInput()
            self.initial.setdefault("what", choices[0].value)

    @property
    def row(self) -> Place | Component | None:
        """What the archive has of it."""
        if self.task is None:
            return None
        return self.task.component if self.of == TaskKind.COMPONENT else self.task.place

    def _standing(self) -> dict[str, Any]:
        """What the archive says; over it what was handed in and returned."""
        said = self.task.found if self.task is not None else {}
        stands = {name: getattr(self.row, name) for name in _TEXTS if name in self.fields and self.row is not None}
        own = {**self._details(), **(details.parts_of(said["details"]) if "details" in said else {})}
        point = {"place_lng": said["lng"], "place_lat": said["lat"]} if "lng" in said else {}
        handed_in = {name: said[name] for name in (*_TEXTS, "what") if name in said and name in self.fields}
        return {**stands, **{PREFIX + code: value for code, value in own.items()}, **point, **handed_in}

    def _details(self) -> Mapping[str, str]:
        return self.row.details if isinstance(self.row, Place) else {}

    def found(self) -> Found:
        """What differs from the archive; of what is new, all of it."""
        said = self.cleaned_data
        if said["what"] not in (What.CORRECTED, What.NEW):
            return Found(said["what"])
        texts = {name: said[name] for name in _TEXTS if name in self.fields and said[name] != self._before(name)}
        typed = {field.code: written(said.get(PREFIX + field.code)) for field in self.asked}
        own, before = details.text_of({**self._details(), **typed}), details.text_of(self._details())
        lng, lat = self._moved_to()
        return Found(
            said["what"], **texts, kind=self.kind if self.of == TaskKind.NEW else None, lng=lng, lat=lat,
            details=own if own != before else None,
        )  # fmt: skip

    def _moved_to(self) -> tuple[float | None, float | None]:
        """The pin, where it is not where the archive has the thing: the map says the place of its mark in any case."""
        lng, lat = self.cleaned_data["place_lng"], self.cleaned_data["place_lat"]
        if self.row is not None and lng is not None and lat is not None:
            stands = self.row.point
            if abs(lng - stands.x) <= PIN and abs(lat - stands.y) <= PIN:
                return None, None
        return lng, lat

    def _before(self, name: str) -> str:
        return str(getattr(self.row, name)) if self.row is not None else ""

    def request(self) -> TaskRequest:
        said = self.cleaned_data
        return TaskRequest(
            COLLECT, said["version"], said["id"], note=said["note"], found=self.found(), photos=said["photos"]
        )

    def report(self, survey: Survey) -> NewPlace:
        said = self.cleaned_data
        return NewPlace(said["id"], survey.pk, self.found(), note=said["note"], photos=said["photos"])


def _kind_of(task: SurveyTask | None) -> str:
    """The code of the kind of place that a task is about, as the archive or the collector says."""
    if task is None:
        return ""
    return str(task.found.get("kind") or (task.place.kind.code if task.place is not None else ""))

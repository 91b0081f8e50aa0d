"""What people type about cases. Forms check shapes; what a move needs and a report must hold, the verbs decide."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from cases.actions import Report, Wish
from cases.models import Case, Source
from cases.permissions import unmet_needs
from cases.workflow import Move, Need
from common.datum import Datum
from common.refusals import Conflict, Refused
from departments.models import Department

MOST_PHOTOS = 9
LONGEST_NOTE = 2000


class PhotosField(forms.Field):
    """Ids of photos that were sent before; the page's uploader puts one hidden input for each."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[UUID, ...]:
        try:
            ids = tuple(UUID(str(each)) for each in value or ())
        except ValueError as error:
            raise forms.ValidationError(_("One of the photos is not known. Take it again.")) from error
        if len(ids) > MOST_PHOTOS:
            raise forms.ValidationError(_("At most %(most)s photos.") % {"most": MOST_PHOTOS})
        return ids


class MoveForm(forms.Form):
    """The fields that one move takes, read from the table of moves."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    passed = forms.TypedChoiceField(
        label=_("Result of the check"), choices=[("yes", _("Passed")), ("no", _("Not passed"))],
        coerce=lambda value: value == "yes", empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    department = forms.ChoiceField(label=_("Unit that shall fix it"))
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE})
    )
    photos = PhotosField(label=_("Photos"))
    note = forms.CharField(
        label=_("Note"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE})
    )

    def __init__(self, move: Move, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move = move
        sentences = unmet_needs(move, set())
        for need in Need:
            if need.value not in move.fields:
                del self.fields[need.value]
                continue
            field = self.fields[need.value]
            field.required = need in move.needs
            if need.value in sentences:
                field.error_messages["required"] = sentences[need.value][0]
        if "department" in self.fields:
            self.fields["department"].choices = units()  # type: ignore[attr-defined]

    def refused(self, no: Refused, version: int) -> "MoveForm":
        """The same form with the sentence of the refusal, made for the case as it is now; all that was typed stays."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        if isinstance(no, Conflict):
            data["version"] = str(version)  # sending again, after having looked, is then possible
        form = MoveForm(self.move, data)
        form.full_clean()
        for name, sentences in no.errors.items():
            if name in form.fields:
                form.add_error(name, list(sentences))
        if not form.errors:
            form.add_error(None, no.message)
        return form

    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(
            move=self.move.name, version=said["version"], id=said["id"], note=said.get("note", ""),
            reason=said.get("reason", ""), department=said.get("department", ""), passed=said.get("passed"),
            photos=said.get("photos", ()),
        )  # fmt: skip


def move_form(move: Move, case: Case, **initial: Any) -> MoveForm:
    """An empty form for a move of this case as it is now, with an id of its own that makes a second press harmless."""
    return MoveForm(move, initial={"id": uuid4(), "version": case.version, **initial})


def units() -> list[tuple[str, str]]:
    return [("", _t("Choose a unit"))] + [(unit.code, unit.name) for unit in Department.objects.active()]


# Which sources a person may name: those who sit at the desk take what others say, an inspector speaks for herself.
DESK_SOURCES = [choice for choice in Source.choices if choice[0] != Source.INSPECTION]


class ReportForm(forms.Form):
    """A report from the street or the desk. The place comes in WGS 84 from the browser or the map."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    photos = PhotosField(label=_("Photos"), required=False)
    place_lng = forms.FloatField(widget=forms.HiddenInput, min_value=-180, max_value=180, label=_("Place"))
    place_lat = forms.FloatField(widget=forms.HiddenInput, min_value=-90, max_value=90, label=_("Place"))
    accuracy_m = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=0)
    category = forms.CharField(
        widget=forms.HiddenInput, max_length=40, label=_("What is it"),
        error_messages={"required": _("Choose what it is.")},
    )  # fmt: skip
    condition = forms.IntegerField(widget=forms.HiddenInput, required=False, label=_("Filing condition"))
    description = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    source = forms.ChoiceField(label=_("Source"), choices=DESK_SOURCES)
    reporter_name = forms.CharField(label=_("Name of the caller"), required=False, max_length=60)
    reporter_phone = forms.CharField(
        label=_("Phone of the caller"), required=False, max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_desk = user.role != Role.INSPECTOR
        for name in ("place_lng", "place_lat"):
            self.fields[name].error_messages["required"] = _t("Set the place: use your position, or tap the map.")
        if not self.at_desk:
            for name in ("source", "reporter_name", "reporter_phone"):
                del self.fields[name]

    def report(self) -> Report:
        said = self.cleaned_data
        return Report(
            id=said["id"], category=said["category"], condition=said["condition"], lng=said["place_lng"],
            lat=said["place_lat"], datum=Datum.WGS84, accuracy_m=said["accuracy_m"], description=said["description"],
            address=said["address"], photos=said["photos"], source=said.get("source", Source.INSPECTOR),
            reporter_name=said.get("reporter_name", ""), reporter_phone=said.get("reporter_phone", ""),
        )  # fmt: skip


class SavedFilterForm(forms.Form):
    """The name under which a list's filter is kept, who else sees it, and whether the list opens with it."""

    name = forms.CharField(
        label=_("Name"), max_length=40, error_messages={"required": _("Give the filter a name.")}
    )  # fmt: skip
    shared = forms.BooleanField(label=_("Share it"), required=False)
    default = forms.BooleanField(label=_("Open the list with it"), required=False)


# What can be said once for many cases: photos, places and parts belong to one.
SAID_ONCE = frozenset({Need.NOTE, Need.REASON, Need.DEPARTMENT, Need.PASSED})


class BulkMoveForm(MoveForm):
    """The fields of a move, filled once for many cases; version and id are each case's own."""

    def __init__(self, move: Move, *args: Any, **kwargs: Any) -> None:
        super().__init__(move, *args, **kwargs)
        for name in ("id", "version", *(need.value for need in Need if need not in SAID_ONCE)):
            self.fields.pop(name, None)

    def wish(self) -> Wish:
        self.cleaned_data |= {"id": None, "version": None}
        return super().wish()


def fits_many(move: Move) -> bool:
    """Whether all that the move needs can be said once."""
    return set(move.needs) <= SAID_ONCE

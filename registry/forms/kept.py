"""The form of one kept thing, made from its register, and what all forms about kept things have."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.fields import CodeField
from common.plain import fingerprint, to_json
from registry.cells import Text
from registry.forms.fields import day_field, form_field
from registry.registers import ChangeRequest, Field, TableRegister

BEGINS = "effective_from"
Table = TableRegister[Any, Any]


class KeptForm(forms.Form):
    """A form about something kept: `seen` is the fingerprint of what it showed, empty for something new."""

    seen = CodeField(widget=forms.HiddenInput, required=False, max_length=100)


class DayForm(forms.Form):
    """`on` is the day from which it shall be so."""

    on = day_field(
        _("In force from"), required=False, help_text=_("Empty: at once. On a day to come it changes by itself.")
    )

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on < timezone.localdate():
            raise forms.ValidationError(gettext("That day is over. Leave it empty for at once."))
        return on


class RegisterForm(KeptForm, DayForm):
    """A field for each field of a register and of those that extend it; `row` is what stands, None for a new thing.

    `fixed` are parts of the key that the page has said already.
    """

    def __init__(
        self, register: Table, data: Any = None, *, row: Any = None, fixed: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.register, self.row, self.fixed = register, row, fixed or {}
        self.parts = register.parts
        self.stands = [_standing(part, register, row) for part in self.parts]
        said = {name: value for each in self.stands if each is not None for name, value in vars(each).items()}
        super().__init__(data, initial=said | {"seen": self._seen()} | dict(initial or {}))
        for owner, field in self._asked():
            self.fields[field.name] = self._field(owner, field, said.get(field.name))
        self._ask_for_a_day()

    def _asked(self) -> Iterable[tuple[Table, Field]]:
        if self.row is None:
            yield from ((self.register, each) for each in self.register.key.fields if each.name not in self.fixed)
        for part in self.parts:
            yield from ((part, field) for field in part.form_fields)

    def _field(self, owner: Table, field: Field, value: Any) -> forms.Field:
        options: list[tuple[str, Text]] | None = owner.options(field, self.row) if field.refers else None
        return form_field(field, options, value)

    def _ask_for_a_day(self) -> None:
        """The day to come, as the last; what says itself from when it counts begins today by default."""
        on = self.fields.pop("on")
        if BEGINS in self.fields:
            self.fields[BEGINS].initial = timezone.localdate
            if not self.register.begins_by_itself:
                self.fields[BEGINS].help_text = _(
                    "With a day to come it changes by itself on that day; until then all stays as it is."
                )
        elif self.register.planned_by_hand and not self.register.begins_by_itself:
            self.fields["on"] = on

    def clean_on(self) -> date | None:
        return super().clean_on() if "on" in self.fields else None

    def _seen(self) -> str:
        return ".".join(fingerprint(to_json(each)) for each in self.stands if each is not None)

    def key(self) -> str:
        """Of the thing that the form is about."""
        if self.row is not None:
            return self.register.row_key(self.row)
        return self.register.key.text({**self.fixed, **self.cleaned_data})

    def requests(self) -> list[ChangeRequest]:
        """What the form asks for: of the register, and of those that extend it where it says something else."""
        said, seen = self.cleaned_data, self.cleaned_data["seen"].split(".")
        first, *others = [self._entered(part, stands) for part, stands in zip(self.parts, self.stands, strict=True)]
        own = ChangeRequest(
            self.register, self.key(), first, said.get("on"), seen[0] or None if self.row is not None else None,
            new=self.row is None and not self.register.by_default,
        )  # fmt: skip
        more = [part.beside(own, data) for part, data in zip(self.parts[1:], others, strict=True)]
        if self.row is not None and len(seen) > len(more):
            more = [replace(each, seen=shown) for each, shown in zip(more, seen[1:], strict=False)]
        return [own, *more]

    def _entered(self, part: Table, stands: Any) -> Any:
        said = {field.name: self._value(field) for field in part.form_fields}
        return replace(stands, **said) if stands is not None else part.data_class(**said)

    def _value(self, field: Field) -> Any:
        """What was typed, as the data has it."""
        said = self.cleaned_data[field.name]
        if isinstance(said, list):
            return tuple(said)
        return said.replace("\r\n", "\n") if isinstance(said, str) else said


def _standing(part: Table, register: Table, row: Any) -> Any:
    """The data of the row, or of the row that an extending register has under its key."""
    if row is None:
        return None
    own = row if part is register else part.rows_of([register.row_key(row)]).get(register.row_key(row))
    return part.snapshot(own) if own is not None else None

"""Whose words shall be erased, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import CodeField, TextField

LONGEST_REASON = 200


class FindForm(forms.Form):
    """An administrator sees no cases: the number is in the request that the person made."""

    number = CodeField(label=_("Case number"), max_length=40)


class EraseForm(forms.Form):
    events = forms.TypedMultipleChoiceField(
        label=_("Whose words"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )  # fmt: skip
    reason = TextField(
        label=_("Reason"), max_length=LONGEST_REASON, error_messages={"required": _("Give a reason.")},
        help_text=_("It stays in the history of the case for good: name no person in it."),
    )  # fmt: skip

    def __init__(self, numbers: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(number), f"#{number}") for number in numbers]
        self.fields["events"].choices = choices  # type: ignore[attr-defined]

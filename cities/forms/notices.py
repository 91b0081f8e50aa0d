"""Who hears of one event, by what and in which words, as administrators choose it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium
from cities.forms.common import KeptForm
from notices.events import Audience
from notices.registers import NoticeRuleData, NoticeTextData


class NoticeForm(KeptForm):
    """A switch and the media for each audience; title and body for each language, empty for the default."""

    def __init__(self, *args: Any, audiences: Sequence[Audience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._audiences = [audience.name for audience in audiences]
        for audience in audiences:
            self.fields[f"told_{audience.name}"] = forms.BooleanField(label=str(audience.label), required=False)
            self.fields[f"media_{audience.name}"] = forms.MultipleChoiceField(
                label=_("And by"), choices=Medium.choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        for language, name in settings.LANGUAGES:
            title, body = text_fields(language)
            self.fields[title] = forms.CharField(label=_("Title"), required=False, max_length=120)
            self.fields[body] = forms.CharField(
                label=_("Text"), required=False, max_length=1000, widget=forms.Textarea({"rows": 4}), help_text=name
            )

    def audiences(self) -> list[tuple[Any, Any]]:
        return [(self[f"told_{audience}"], self[f"media_{audience}"]) for audience in self._audiences]

    def texts(self) -> list[tuple[str, Any, Any]]:
        named = [(str(name), text_fields(code)) for code, name in settings.LANGUAGES]
        return [(name, self[title], self[body]) for name, (title, body) in named]

    def rule(self, audience: str) -> NoticeRuleData:
        told = self.cleaned_data[f"told_{audience}"]
        return NoticeRuleData(told, tuple(self.cleaned_data[f"media_{audience}"]) if told else ())

    def text(self, language: str) -> NoticeTextData | None:
        """None for the default."""
        title, body = (self.cleaned_data[name].replace("\r\n", "\n") for name in text_fields(language))
        return NoticeTextData(title, body) if title or body else None


def text_fields(language: str) -> tuple[str, str]:
    return f"title_{language.replace('-', '_')}", f"body_{language.replace('-', '_')}"

"""Who hears of one event, by what and in which words, as administrators choose it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium
from cases.actions import NoticeRuleWish, NoticeTextWish
from cases.notices import Audience
from cities.forms.common import KeptForm


class NoticeForm(KeptForm):
    """A switch and the media for each audience; title and body for each language, empty for the default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for audience in Audience:
            self.fields[f"told_{audience}"] = forms.BooleanField(label=audience.label, required=False)
            self.fields[f"media_{audience}"] = forms.MultipleChoiceField(
                label=_("And by"), choices=Medium.choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        for language, name in settings.LANGUAGES:
            title, body = text_fields(language)
            self.fields[title] = forms.CharField(label=_("Title"), required=False, max_length=120)
            self.fields[body] = forms.CharField(
                label=_("Text"), required=False, max_length=1000, widget=forms.Textarea({"rows": 4}), help_text=name
            )

    def audiences(self) -> list[tuple[Any, Any]]:
        return [(self[f"told_{audience}"], self[f"media_{audience}"]) for audience in Audience]

    def texts(self) -> list[tuple[str, Any, Any]]:
        named = [(str(name), text_fields(code)) for code, name in settings.LANGUAGES]
        return [(name, self[title], self[body]) for name, (title, body) in named]

    def rule(self, audience: Audience) -> NoticeRuleWish:
        told = self.cleaned_data[f"told_{audience}"]
        return NoticeRuleWish(told, tuple(self.cleaned_data[f"media_{audience}"]) if told else ())

    def text(self, language: str) -> NoticeTextWish | None:
        """None for the default."""
        title, body = (self.cleaned_data[name].replace("\r\n", "\n") for name in text_fields(language))
        return NoticeTextWish(title, body) if title or body else None


def text_fields(language: str) -> tuple[str, str]:
    return f"title_{language.replace('-', '_')}", f"body_{language.replace('-', '_')}"

"""What an administrator types about a channel of notices, and who hears of one event, by what and in which words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium
from common.fields import CodeField, TextField
from notices.actions import ChannelData
from notices.events import Audience
from notices.models import ChannelKind, NoticeChannel
from notices.registers import NoticeRuleData, NoticeTextData
from registry.forms.kept import KeptForm

_KEEP = _("It is not shown again. Leave it empty to keep it.")


class ChannelForm(forms.Form):
    name = TextField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=ChannelKind.choices)
    url = CodeField(
        label=_("Address"), max_length=500, required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )  # fmt: skip
    secret = CodeField(
        label=_("Secret"), max_length=200, required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("A WeCom robot needs none: its address is the secret."),
    )  # fmt: skip
    enabled = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, channel: NoticeChannel | None = None, **kwargs: Any) -> None:
        if channel is not None:
            kwargs["initial"] = {"name": channel.name, "kind": channel.kind, "enabled": channel.enabled}
        super().__init__(*args, **kwargs)
        if channel is not None:
            self.fields["url"].help_text = self.fields["secret"].help_text = _KEEP

    def entered(self) -> ChannelData:
        return ChannelData(**self.cleaned_data)


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
            self.fields[title] = TextField(label=_("Title"), required=False, max_length=120)
            self.fields[body] = TextField(
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
        title, body = (self.cleaned_data[name] for name in text_fields(language))
        return NoticeTextData(title, body) if title or body else None


def text_fields(language: str) -> tuple[str, str]:
    return f"title_{language.replace('-', '_')}", f"body_{language.replace('-', '_')}"

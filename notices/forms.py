"""What an administrator types about a channel of notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.actions import ChannelData
from notices.models import ChannelKind, NoticeChannel

_KEEP = _("It is not shown again. Leave it empty to keep it.")


class ChannelForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=ChannelKind.choices)
    url = forms.CharField(
        label=_("Address"), max_length=500, required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )  # fmt: skip
    secret = forms.CharField(
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

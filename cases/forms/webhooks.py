"""What an administrator types about a webhook."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from cases.actions import WebhookData
from cases.models import Webhook
from common.fields import CodeField


def _clients_without() -> QuerySet[User]:
    return User.objects.filter(role=Role.INTEGRATION, is_active=True, webhook=None).order_by("username")


class WebhookForm(forms.Form):
    client = forms.ModelChoiceField(
        label=_("Integration client"), to_field_name="username", empty_label=None, queryset=_clients_without()
    )
    url = CodeField(
        label=_("Address"), max_length=500,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )  # fmt: skip
    enabled = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, hook: Webhook | None = None, **kwargs: Any) -> None:
        if hook is not None:
            kwargs["initial"] = {"enabled": hook.enabled}
        super().__init__(*args, **kwargs)
        self._hook = hook
        if hook is not None:
            del self.fields["client"]
            self.fields["url"].required = False
            self.fields["url"].help_text = _("It is not shown again. Leave it empty to keep it.")

    @property
    def has_nobody(self) -> bool:
        """Whether there is no client to whom a webhook could be given."""
        return self._hook is None and not self.is_bound and not _clients_without().exists()

    def entered(self) -> WebhookData:
        said = self.cleaned_data
        client = self._hook.user.username if self._hook is not None else said["client"].username
        return WebhookData(client=client, url=said["url"], enabled=said["enabled"])

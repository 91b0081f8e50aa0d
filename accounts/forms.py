"""What people type about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.utils.translation import gettext_lazy as _

from accounts.models import Theme


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("The user name and the password do not belong together. Capital and small letters differ."),
        "inactive": _("This account is switched off. Your administrator can switch it on again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs.update(autocapitalize="none", spellcheck="false")


class PasswordForm(DjangoPasswordChangeForm):
    field_order = ["old_password", "new_password1", "new_password2"]


class PreferencesForm(forms.Form):
    """The switches of language and appearance; each is sent alone."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(choices=Theme.choices, required=False)

"""What people type about themselves."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actions import Reach, has_factor, set_passwords, take_code
from accounts.guesses import guess
from accounts.models import BrowserSession, Medium, Scope, Theme, Token, User
from common.fields import CodeField, PhoneField, SecretField, TextField


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("The user name and the password do not belong together. Capital and small letters differ."),
        "inactive": _("This account is switched off. Your administrator can switch it on again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs.update(autocapitalize="none", spellcheck="false")
        # Django only tells the browser how long it may be; what is longer could not be noted as a failed attempt.
        self.fields["username"].validators.append(MaxLengthValidator(User._meta.get_field("username").max_length))

    def clean(self) -> dict[str, Any]:
        """Raises TooMany, which is a page of its own."""
        assert self.request is not None
        with guess(self.request, self.cleaned_data.get("username", "")):
            said: dict[str, Any] = super().clean()
        return said


if TYPE_CHECKING:
    SetPassword = SetPasswordForm[User]
else:
    SetPassword = SetPasswordForm  # it is generic in the stubs only


class FirstPasswordForm(SetPassword):
    def save(self, commit: bool = True) -> User:
        """Past Django's `user.save()`, which would put back a role or a switch that changed meanwhile."""
        set_passwords(users=[self.user.pk], password=self.cleaned_data["new_password1"])
        self.user.refresh_from_db()
        return self.user


class PasswordForm(FirstPasswordForm, DjangoPasswordChangeForm):
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """It is a door where a password is guessed, as sign-in is: who sits at an open browser does not know it.
        Raises TooMany."""
        with guess(self.request, self.user.username):
            said: str = super().clean_old_password()
        return said


class TokenForm(forms.Form):
    """A token for a program: what for, what it may do, and how long."""

    name = TextField(
        label=_("What it is for"), max_length=60, help_text=_("The name of the program, to know it again in the list.")
    )
    scopes = forms.TypedMultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, coerce=Scope, initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    days = forms.IntegerField(label=_("For how many days"), min_value=1)
    proof = SecretField()

    def __init__(self, request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> None:
        """Who sits at an open browser gives out no key that outlives it: as the API does, the page asks for the
        password; of who has none (the identity provider lets them in) for a code of the second factor, if there is one.
        """
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user
        if user.has_usable_password():
            self.fields["proof"].label = gettext("Your password")
            self.fields["proof"].widget = forms.PasswordInput({"autocomplete": "current-password"})
        elif has_factor(user):
            self.fields["proof"].label = pgettext("sign in", "Code")
            self.fields["proof"].widget.attrs.update(autocomplete="one-time-code")
        else:
            del self.fields["proof"]
        self.fields["days"].initial = settings.TOKEN_DAYS
        self.fields["days"].help_text = gettext("%(n)s at the most.") % {"n": settings.TOKEN_MOST_DAYS}

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        if days > settings.TOKEN_MOST_DAYS:
            sentence = gettext("A token holds for %(n)s days at the most.")
            raise forms.ValidationError(sentence % {"n": settings.TOKEN_MOST_DAYS})
        return days

    def clean_proof(self) -> str:
        """Raises TooMany."""
        said: str = self.cleaned_data["proof"]
        known = self.user.has_usable_password()
        with guess(self.request, self.user.username):
            if not (self.user.check_password(said) if known else take_code(user=self.user, code=said)):
                wrong = _("This is not your password.") if known else _("This code is wrong, or was used already.")
                raise forms.ValidationError(wrong)
        return said


class CodeForm(forms.Form):
    """The code of the phone, or one of those on paper."""

    code = CodeField(
        label=pgettext_lazy("sign in", "Code"), max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class EndForm(forms.Form):
    """What shall end of what lets somebody in: one token, one session, or all of it."""

    token = forms.IntegerField(required=False)
    session = forms.IntegerField(required=False)
    all = forms.BooleanField(required=False)
    factor = forms.BooleanField(required=False)  # the second factor; by administrators, for who lost the phone

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if sum(bool(said.get(name)) for name in ("token", "session", "all", "factor")) != 1:
            raise forms.ValidationError(gettext("Say what shall end."))
        return said

    def chosen(self, user: User) -> tuple[QuerySet[Token], QuerySet[BrowserSession]]:
        """What is meant, of this person alone; a number that is not theirs means nothing."""
        said = self.cleaned_data
        tokens = Token.objects.usable(at=timezone.now()).filter(user=user)
        sessions = BrowserSession.objects.filter(user=user)
        if said["all"]:
            return tokens, sessions
        return tokens.filter(pk=said["token"]), sessions.filter(pk=said["session"])


class PreferencesForm(forms.Form):
    """The switches of language and appearance; each is sent alone."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(choices=Theme.choices, required=False)


class ReachForm(forms.Form):
    """How notices reach me."""

    phone = PhoneField(label=_("Phone"), required=False)
    handle = CodeField(
        label=_("Name in the messenger"), max_length=64, required=False,
        help_text=_("Your user ID in WeCom or DingTalk, so that a message there mentions you."),
    )  # fmt: skip
    told_by = forms.MultipleChoiceField(
        label=_("Ordinary cases also by"), choices=Medium.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    told_by_urgent = forms.MultipleChoiceField(
        label=_("Urgent cases also by"), choices=Medium.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Leave both empty to keep the city's quiet hours. Urgent cases are never held back."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if (said.get("quiet_from") is None) != (said.get("quiet_to") is None):
            missing = "quiet_to" if said.get("quiet_to") is None else "quiet_from"
            self.add_error(missing, gettext("Say from when and until when, or leave both empty."))
        return said

    def reach(self) -> Reach:
        return Reach(**self.cleaned_data)

    @staticmethod
    def of(user: User) -> "ReachForm":
        names = ("phone", "handle", "told_by", "told_by_urgent", "quiet_from", "quiet_to")
        return ReachForm(initial={name: getattr(user, name) for name in names})

"""Why something that waits for a second administrator is refused."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import TextField


class ReasonForm(forms.Form):
    """Who withdraws what they asked for themselves gives none; the verb knows whose it is."""

    reason = TextField(label=_("Reason"), max_length=200, required=False)

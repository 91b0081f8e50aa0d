"""An uploaded table: first the file, then, with the preview, the same file again as the page keeps it."""

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.fields import CodeField
from registry.spreadsheets import MAX_BYTES

COMPLETE = _("The file lists everything: what is not in it shall end")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=pgettext_lazy("a thing to send", "File"), widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text=_("An Excel workbook (.xlsx) or CSV, at most 1.5 MB. You see first what it would change."),
    )  # fmt: skip
    complete = forms.BooleanField(label=COMPLETE, required=False)

    def clean_file(self) -> bytes:
        file: Any = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            sentence = gettext("The file is larger than 1.5 MB. Take it apart, or let the operator load it.")
            raise forms.ValidationError(sentence)
        return bytes(file.read())

    def raw(self) -> bytes:
        return bytes(self.cleaned_data["file"])


class ConfirmForm(forms.Form):
    kept = CodeField(widget=forms.HiddenInput, max_length=MAX_BYTES * 4 // 3 + 4)
    complete = forms.BooleanField(widget=forms.HiddenInput, required=False)
    digest = CodeField(widget=forms.HiddenInput, max_length=64)

    def clean_kept(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["kept"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(gettext("The file is damaged. Upload it again.")) from error

    def raw(self) -> bytes:
        return bytes(self.cleaned_data["kept"])


def confirmation(raw: bytes, *, complete: bool, digest: str) -> ConfirmForm:
    return ConfirmForm(initial={"kept": base64.b64encode(raw).decode(), "complete": complete, "digest": digest})

"""Photos and files in a form."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.models import MOST_PHOTOS


class PhotosField(forms.Field):
    """Ids of photos that were sent before; the page's uploader puts one hidden input for each."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[UUID, ...]:
        try:
            ids = tuple(UUID(str(each)) for each in value or ())
        except ValueError as error:
            raise forms.ValidationError(_("One of the photos is not known. Take it again.")) from error
        if len(ids) > MOST_PHOTOS:
            raise forms.ValidationError(_("At most %(most)s photos.") % {"most": MOST_PHOTOS})
        return ids


class AttachmentForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(label=pgettext_lazy("a thing to send", "File"))

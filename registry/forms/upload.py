"""An uploaded table: first the file, then, with the preview, the same file again as the page keeps it."""

import base64
import binascii
import zlib
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.datum import Datum
from common.fields import CodeField
from registry.folder.city import City
from registry.folder.geojson import is_geojson
from registry.forms.fields import day_field
from registry.spreadsheets import MAX_BYTES

COMPLETE = _("The file lists everything: what is not in it shall end")
MAX_GEOJSON = 8_000_000  # bytes, and packed no more than a table has
BOTH_HELP = _(
    "GeoJSON (at most 8 MB and 5,000 features), an Excel workbook or CSV (at most 1.5 MB). "
    "You see first what it would change."
)
GEOJSON_HELP = _("GeoJSON, at most 8 MB and 20,000 features. You see first what it would change.")
DATUMS = [
    (Datum.WGS84.value, _("WGS 84, CGCS 2000 (GPS, surveys)")), (Datum.GCJ02.value, _("GCJ-02 (高德, 腾讯)")),
    (Datum.BD09.value, _("BD-09 (百度)")),
]  # fmt: skip


class SaidForm(forms.Form):
    """What a person says of a file beside sending it."""

    complete = forms.BooleanField(label=COMPLETE, required=False)
    datum = forms.ChoiceField(
        label=_("Coordinates"), choices=DATUMS, required=False,
        help_text=_("Where the file itself says what they are, the file is believed."),
    )  # fmt: skip
    warn = forms.BooleanField(
        label=_("Load it although there are gaps or overlaps"),
        required=False,
        help_text=_("They are listed all the same. A point in an overlap belongs to the place whose code sorts first."),
    )
    on = day_field(
        _("In force from"), required=False, help_text=_("Empty: at once. On a day to come it changes by itself.")
    )

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on < timezone.localdate():
            raise forms.ValidationError(gettext("That day is over. Leave it empty for at once."))
        return on

    def city(self) -> City:
        """What the file's coordinates mean and whether gaps and overlaps stop it, as a folder says it."""
        said = self.cleaned_data
        return City("", datum=Datum(said["datum"] or Datum.WGS84), topology="warn" if said["warn"] else "refuse")


class UploadForm(SaidForm):
    file = forms.FileField(
        label=pgettext_lazy("a thing to send", "File"), widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text=_("An Excel workbook (.xlsx) or CSV, at most 1.5 MB. You see first what it would change."),
    )  # fmt: skip

    def __init__(self, *args: Any, geojson: bool = False, tables: bool = True, **kwargs: Any) -> None:
        """`geojson` says that a file of shapes or points may be sent, `tables` that one of rows may be."""
        super().__init__(*args, **kwargs)
        self.geojson, asked = geojson, self.fields["file"]
        if geojson:
            asked.widget.attrs["accept"] = ".geojson,.json,.xlsx,.csv" if tables else ".geojson,.json"
            asked.help_text = BOTH_HELP if tables else GEOJSON_HELP

    def clean_file(self) -> bytes:
        file: Any = self.cleaned_data["file"]
        raw = bytes(file.read()) if file.size <= MAX_GEOJSON else b""
        if not raw and file.size:
            raise forms.ValidationError(_too_large(geojson=self.geojson))
        if len(raw) > MAX_BYTES and not (self.geojson and is_geojson(raw) and len(_packed(raw)) <= MAX_BYTES):
            raise forms.ValidationError(_too_large(geojson=self.geojson and is_geojson(raw)))
        return raw

    def raw(self) -> bytes:
        return bytes(self.cleaned_data["file"])


class ConfirmForm(SaidForm):
    kept = CodeField(widget=forms.HiddenInput, max_length=MAX_BYTES * 4 // 3 + 4)
    digest = CodeField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SaidForm.base_fields:
            self.fields[name].widget = forms.HiddenInput()

    def clean_kept(self) -> bytes:
        try:
            packed = base64.b64decode(self.cleaned_data["kept"], validate=True)
            return zlib.decompressobj().decompress(packed, MAX_GEOJSON)
        except (binascii.Error, ValueError, zlib.error) as error:
            raise forms.ValidationError(gettext("The file is damaged. Upload it again.")) from error

    def raw(self) -> bytes:
        return bytes(self.cleaned_data["kept"])


def confirmation(form: UploadForm | ConfirmForm, *, digest: str) -> ConfirmForm:
    """The form with which the same file, as it was said, comes again."""
    said = {name: form.cleaned_data[name] for name in SaidForm.base_fields}
    return ConfirmForm(initial={"kept": base64.b64encode(_packed(form.raw())).decode(), **said, "digest": digest})


def _packed(raw: bytes) -> bytes:
    return zlib.compress(raw, 9)


def _too_large(*, geojson: bool) -> str:
    if geojson:
        return gettext("The file is larger than 8 MB, or too large when it is packed. Let the operator load it.")
    return gettext("The file is larger than 1.5 MB. Take it apart, or let the operator load it.")

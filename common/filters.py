"""What filters of lists are made of, for pages and API alike; each house says what its own lists are narrowed by."""

from functools import lru_cache
from typing import Any

import django_filters as filters
from django import forms
from django.contrib.gis.geos import Polygon
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.fields import CodeField, DayBoundField, MomentBoundField, TextField

MOST_CORNERS, LONGEST_OUTLINE = 100, 5_000


class BoxField(CodeField):
    """`west,south,east,north` in degrees of WGS 84."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError as error:
            raise forms.ValidationError(_("A box is four numbers: west,south,east,north.")) from error
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise forms.ValidationError(_("This box is empty or outside the world."))
        box = Polygon.from_bbox((west, south, east, north))
        box.srid = 4326
        return box

    def in_words(self, value: Polygon) -> str:
        west, south, east, north = value.extent
        return f"{west:.3f}, {south:.3f} – {east:.3f}, {north:.3f}"


class BoxFilter(filters.Filter):
    field_class = BoxField


class OutlineField(CodeField):
    """An outline drawn by hand: `lng,lat;lng,lat;…` in degrees of WGS 84, the corners in their order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_OUTLINE} | kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return _outline([corner.split(",") for corner in text.strip(";").split(";")]) if text else None

    def in_words(self, value: Polygon) -> str:
        corners = len(value.exterior_ring) - 1
        return ngettext("%(n)d corner", "%(n)d corners", corners) % {"n": corners}


def _outline(said: list[list[str]]) -> Polygon:
    try:
        corners = [(float(lng), float(lat)) for lng, lat in said]
    except ValueError as error:
        raise forms.ValidationError(_("An outline is corners with a semicolon between: lng,lat;lng,lat;…")) from error
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise forms.ValidationError(_("An outline has 3 to %(most)s corners.") % {"most": MOST_CORNERS})
    if not all(abs(lng) <= 180 and abs(lat) <= 90 for lng, lat in corners):
        raise forms.ValidationError(_("This outline is outside the world."))
    outline = Polygon([*corners, corners[0]], srid=4326)
    if not outline.valid or not outline.area:
        raise forms.ValidationError(_("The sides of this outline cross each other."))
    return outline


class OutlineFilter(filters.Filter):
    field_class = OutlineField


class TextFilter(filters.CharFilter):
    field_class = TextField


class CodeFilter(filters.CharFilter):
    field_class = CodeField


class MomentFilter(filters.IsoDateTimeFilter):
    """Before or after a moment; one beyond the bounds of moments means the last one within them."""

    field_class = MomentBoundField


class TruthField(forms.NullBooleanField):
    """`true` or `false`. Another word is an error: taken for nothing said, the list would show everything."""

    widget = forms.HiddenInput
    empty_values = [*forms.NullBooleanField.empty_values, "unknown"]  # what kept filters say where nothing was chosen

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]  # the stubs know two truths
        truth: bool | None = super().to_python(value)
        if truth is None and value not in self.empty_values:
            raise forms.ValidationError(_("Say true or false."))
        return truth


class TruthFilter(filters.Filter):
    field_class = TruthField


class CountFilter(filters.NumberFilter):
    field_class = forms.IntegerField


class DayFilter(filters.DateFilter):
    """Before or after a day; one beyond the bounds of days means the last one within them."""

    field_class = DayBoundField


class KnownChoiceField(filters.fields.ModelChoiceField):
    """Offers the rows of `queryset`, and takes what is in `known` too: a number of last year may lead to a unit that
    is offered no more."""

    def __init__(self, *args: Any, known: QuerySet[Any], **kwargs: Any) -> None:
        self.known = known
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Model | None:
        try:
            offered: Model | None = super().to_python(value)
        except ValidationError:
            offered = self._known(value)
            if offered is None:
                raise
        return offered

    def _known(self, value: Any) -> Model | None:
        try:
            found: Model | None = self.known.filter(**{self.to_field_name or "pk": value}).first()
        except (ValueError, TypeError):  # what no row can be called by, such as a NUL
            return None
        return found


class KnownChoiceFilter(filters.ModelChoiceFilter):
    field_class = KnownChoiceField


@lru_cache(maxsize=256)
def filter_of(names: frozenset[str], kind: Any) -> Any:
    """The FilterSet `kind` with only what is asked: to copy and check all others would cost more than the query."""
    asked: Any = type("Asked", (kind,), {})
    asked.base_filters = {name: found for name, found in kind.base_filters.items() if name in names}
    return asked

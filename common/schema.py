"""Building blocks of what the API takes in: strict serializers and fields that refuse what PostgreSQL cannot keep."""

import math
import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.utils.serializer_helpers import BindingDict

from common.datum import Datum, Point, to_wgs84, wrong_half
from common.moments import bounded, bounded_day
from common.phones import normal_phone
from common.refusals import Malformed
from common.text import clean, clean_code

INTEGER_MAX = 2**31 - 1  # of a column of the database


_made = threading.local()


class Strict(serializers.Serializer[Any]):
    """A body of exactly these fields; one more is an error and not ignored, read-only ones included.

    Its fields are made once in each thread, for a body without data, and know nothing of a request: to copy twenty of
    them each time, as DRF does, took longer than to check what they hold.
    """

    @property
    def fields(self) -> BindingDict:
        made: dict[type, BindingDict] = vars(_made).setdefault("fields", {})
        if type(self) not in made:
            made[type(self)] = bound = BindingDict(type(self)())
            for name, field in self.get_fields().items():
                bound[name] = field
        return made[type(self)]

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, Mapping):
            refuse_unknown(data, self.fields)
        internal: dict[str, Any] = super().to_internal_value(data)
        return internal


def refuse_unknown(given: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    if unknown := [str(name) for name in given if name not in known]:
        raise serializers.ValidationError({name[:60]: [_("There is no such field.")] for name in unknown[:20]})


def checked(kind: Callable[..., serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """The body as plain values, or a 400 that names each wrong field."""
    body = kind(data=data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def asked_point(said: Mapping[str, Any]) -> Point:
    """The point of a question with `lng`, `lat` and `datum`, in WGS 84; a 400 that names the half to be mended."""
    try:
        return to_wgs84(said["lng"], said["lat"], Datum(said["datum"]))
    except ValueError as error:
        raise Malformed(str(error), errors={wrong_half(said["lng"], said["lat"]): [str(error)]}) from error


def refuse_unknown_parameters(request: Request, *known: str) -> None:
    """Unknown query parameters are errors too: a misspelt filter would silently show everything."""
    if unknown := sorted(set(request.query_params) - set(known)):
        errors = {name[:60]: [_("There is no such parameter.")] for name in unknown[:20]}
        raise Malformed(_("There is no such parameter: %(names)s.") % {"names": ", ".join(errors)}, errors=errors)


class Word(serializers.CharField):
    """Text and nothing else: a number is not its digits, for a code that begins with 0 would be another one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Text(Word):
    """Text as `common.text` makes it uniform; blank only where that is allowed."""

    def __init__(self, *, max_length: int, multiline: bool = False, **rest: Any) -> None:
        self.multiline, self.limit = multiline, max_length
        super().__init__(trim_whitespace=False, max_length=max_length, **rest)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        value = super().run_validation(data)
        if value == "" and not self.allow_blank:
            self.fail("blank")
        return value

    def to_internal_value(self, data: Any) -> str:
        try:
            return self.uniform(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error

    def uniform(self, said: str) -> str:
        return clean(said, max_length=self.limit, multiline=self.multiline)


class Code(Text):
    """A code, a key, a number of a case, a user name: whatever is not seen is no part of it."""

    def uniform(self, said: str) -> str:
        return clean_code(said, max_length=self.limit)


class Phone(Word):
    def to_internal_value(self, data: Any) -> str:
        try:
            return normal_phone(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class ClientId(serializers.UUIDField):
    """An id made by the client. The nil UUID is what a broken generator makes, and would be everybody's."""

    def to_internal_value(self, data: Any) -> UUID:
        value: UUID = super().to_internal_value(data)
        if value.int == 0 or not isinstance(data, str):  # a number would be read as a tiny id
            self.fail("invalid", value=data)
        return value


class Moment(serializers.DateTimeField):
    """A time with its offset, for without one nobody knows when it was, and within the bounds of moments."""

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            raise serializers.ValidationError(_("Give the time with its offset, such as 2026-03-02T10:00:00+08:00."))
        try:
            return bounded(value)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class Day(serializers.DateField):
    """A day within the bounds of days."""

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        try:
            return bounded_day(day)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class Number(serializers.FloatField):
    def to_internal_value(self, data: Any) -> float:
        value: float = super().to_internal_value(data)
        if isinstance(data, bool) or not math.isfinite(value):
            self.fail("invalid")
        return value


class GeoPoint(serializers.Serializer[Any]):
    type = serializers.ChoiceField(["Point"])
    coordinates = serializers.ListField(
        child=serializers.FloatField(), min_length=2, max_length=2, help_text="[longitude, latitude], WGS 84"
    )


@extend_schema_field(GeoPoint)
class PointField(serializers.Field[Any, Any, Any, Any]):
    """A GeoJSON Point in, (longitude, latitude) out; ranges are checked where the datum is known."""

    def to_internal_value(self, data: Any) -> tuple[float, float]:
        if not isinstance(data, Mapping) or set(data) != {"type", "coordinates"} or data["type"] != "Point":
            raise serializers.ValidationError(_('Give a GeoJSON point: {"type": "Point", "coordinates": [lng, lat]}.'))
        pair = data["coordinates"]
        if not isinstance(pair, list) or len(pair) != 2 or not all(_is_number(part) for part in pair):
            raise serializers.ValidationError(_("A point has two numbers: longitude and latitude."))
        return float(pair[0]), float(pair[1])

    def to_representation(self, value: Any) -> Any:
        return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


# --- shapes that several houses answer with ---------------------------------------------------------------------------


class CodeName(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """Every refusal: application/problem+json."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="a sentence fit for the person, in the request's language")
    request_id = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


PROBLEMS: dict[tuple[int, str], Any] = {
    (code, "application/problem+json"): Problem for code in (400, 401, 403, 404, 406, 429, 503)
}
OF_A_BODY: dict[tuple[int, str], Any] = {(code, "application/problem+json"): Problem for code in (413, 415)}
CONFLICTS = {(code, "application/problem+json"): Problem for code in (409, 422)} | OF_A_BODY

"""What a city keeps of its public toilets."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.utils import timezone

from common.datum import Datum, to_wgs84
from registry import cells
from registry.cells import Cell
from registry.registers import Field, Key, References, TableRegister, wrong
from tests.registry.toilets.models import Toilet

DEGREES = Cell(cells.number, formfield=forms.FloatField)
DATUM = Cell(
    lambda cell: Datum(cell or Datum.WGS84).value,
    formfield=lambda **asked: forms.ChoiceField(choices=[(each.value, each.value) for each in Datum], **asked),
)


@dataclass(frozen=True)
class ToiletData:
    """`lng` and `lat` are degrees in the `datum`; what is kept says WGS 84."""

    name: str
    unit: str
    hours: str
    lng: float
    lat: float
    effective_from: date
    datum: str = Datum.WGS84.value
    ended_on: date | None = None


class Toilets(TableRegister[Toilet, ToiletData]):
    kind, title, plural = "toilet", "公厕", "公厕们"
    page, order, icon = "toilets", 65, "toilet-paper"
    model, data_class = Toilet, ToiletData
    key = Key(Field("code", "编号", cells.code(20), required=True))
    fields = (
        Field("name", "名称", cells.words(60), required=True),
        Field("unit", "管理单位", cells.words(40), refers="unit", required=True),
        Field("hours", "开放时间", cells.words(40), required=True),
        Field("lng", "经度", DEGREES, required=True),
        Field("lat", "纬度", DEGREES, required=True),
        Field("datum", "坐标系", DATUM),
        Field("effective_from", "启用日期", cells.day(), required=True),
        Field("ended_on", "停用日期", cells.day(), on_form=False),
    )
    file = "toilets.csv"
    related = ("unit",)
    columns = ("name", "unit", "hours", "point", "effective_from", "ended_on")

    def snapshot(self, row: Toilet) -> ToiletData:
        return ToiletData(
            row.name, row.unit.code, row.hours, row.point.x, row.point.y, row.effective_from, ended_on=row.ended_on
        )

    def fill(self, row: Toilet, data: ToiletData, references: References) -> None:
        try:
            row.point = Point(*to_wgs84(data.lng, data.lat, Datum(data.datum)), srid=4326)
        except ValueError as error:
            raise wrong("lng", str(error)) from error
        row.unit = references["unit"][data.unit]
        row.name, row.hours = data.name, data.hours
        row.effective_from, row.ended_on = data.effective_from, data.ended_on

    def inverse(self, row: Toilet) -> Any:
        return replace(self.snapshot(row), ended_on=timezone.localdate())


TOILETS = Toilets()

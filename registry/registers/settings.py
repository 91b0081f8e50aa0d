"""The numbers that the city decides, as administrators keep them; each is declared by the house that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.plain import Plain
from common.refusals import Missing
from registry import cells
from registry.cells import NO, YES, Cell
from registry.models import SettingValue
from registry.registers.approvals import administrators
from registry.registers.base import ChangeRequest, wrong
from registry.registers.fields import Field, Key
from registry.registers.table import TableRegister
from registry.settings import SECOND_APPROVAL, SETTINGS


def _written(value: Any) -> str:
    return (YES if value else NO) if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class SettingData:
    value: Any


class Settings(TableRegister[SettingValue, SettingData]):
    """A setting without a row has its default, so to go back to the default is to delete the row."""

    kind, title, plural = "setting", gettext_lazy("Setting"), gettext_lazy("Settings")
    note = gettext_lazy("They count from now on; what has happened stays as it was.")
    model, data_class = SettingValue, SettingData
    by_default = may_need_second = True
    key = Key(Field("name", gettext_lazy("Name"), Cell(cells.one_of(SETTINGS)), required=True))
    fields = (Field("value", gettext_lazy("Value"), Cell(cells.text(40), _written), required=True),)
    file = "settings.csv"

    def rows(self) -> QuerySet[SettingValue]:
        """Without those that no house declares any more."""
        return super().rows().filter(name__in=SETTINGS)

    def name(self, row: SettingValue) -> str:
        return str(SETTINGS[row.name].label) if row.name in SETTINGS else row.name

    def read_row(self, values: Mapping[str, Any]) -> tuple[str, SettingData]:
        return values["name"], SettingData(SETTINGS[values["name"]].read(values["value"]))

    def check(self, request: ChangeRequest, row: SettingValue | None, by: User | None) -> None:
        if request.key not in SETTINGS:
            raise Missing(_("There is no such setting."))
        try:
            SETTINGS[request.key].checked(request.data.value)
        except ValueError as error:
            raise wrong(request.key, str(error)) from error
        if request.key == SECOND_APPROVAL and request.data.value:
            _expect_two(row)

    def needs_second(self, key: str, before: Plain | None, after: Plain | None) -> bool:
        """Who could switch it off alone could do alone what two have to do."""
        on = before is not None and before["value"] is True
        return key == SECOND_APPROVAL and on and not (after is not None and after["value"])

    def fill(self, row: SettingValue, data: SettingData, references: Any) -> None:
        row.value = SETTINGS[row.name].checked(data.value)

    def inverse(self, row: SettingValue) -> None:
        return None


def _expect_two(row: SettingValue | None) -> None:
    """Where none stands the folder that switches it on brings its administrators itself: settings come first."""
    if (row is None or row.value is not True) and administrators().count() == 1:
        sentence = _(
            "There is only one administrator, so nobody could approve. Make a second one first: on the page “People”, "
            "or with manage.py create_administrator NAME."
        )
        raise wrong(SECOND_APPROVAL, sentence)


CITY_SETTINGS = Settings()

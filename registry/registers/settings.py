"""The numbers that the city decides, as administrators keep them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Missing, Refused
from registry.models import SettingValue
from registry.registers.base import RowRegister
from registry.settings import SETTINGS


@dataclass(frozen=True)
class SettingWish:
    value: Any


class Settings(RowRegister[SettingValue, SettingWish]):
    """The key is the setting's name; one without a row has its default, so back to the default is a wish of None."""

    kind = "setting"
    wish = SettingWish
    by_default = True

    def find(self, key: str) -> SettingValue | None:
        return SettingValue.objects.select_for_update().filter(name=key).first()

    def snapshot(self, row: SettingValue) -> SettingWish:
        return SettingWish(row.value)

    def name(self, row: SettingValue) -> str:
        setting = SETTINGS.get(row.name)
        return str(setting.label) if setting else row.name

    def write(self, row: SettingValue | None, key: str, wish: SettingWish, by: User) -> SettingValue:
        if key not in SETTINGS:
            raise Missing(_("There is no such setting."))
        found = row or SettingValue(name=key)
        try:
            found.value = SETTINGS[key].checked(wish.value)
        except ValueError as error:
            raise Refused(str(error), errors={key: [str(error)]}) from error
        found.save()
        return found

    def inverse(self, row: SettingValue) -> None:
        return None


city_setting = Settings()

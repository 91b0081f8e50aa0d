"""What administrators keep of the city's numbers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.actions import Keeper
from accounts.models import User
from cases.models import CitySetting
from cases.settings import SETTINGS
from common.refusals import Missing, Refused


@dataclass(frozen=True)
class SettingWish:
    value: Any


class Settings(Keeper[CitySetting, SettingWish]):
    """The key is the setting's name; one without a row has its default, so back to the default is a wish of None."""

    kind = "setting"
    wish = SettingWish
    by_default = True

    def find(self, key: str) -> CitySetting | None:
        return CitySetting.objects.select_for_update().filter(name=key).first()

    def said(self, row: CitySetting) -> SettingWish:
        return SettingWish(row.value)

    def name(self, row: CitySetting) -> str:
        setting = SETTINGS.get(row.name)
        return str(setting.label) if setting else row.name

    def write(self, row: CitySetting | None, key: str, wish: SettingWish, by: User) -> CitySetting:
        if key not in SETTINGS:
            raise Missing(_("There is no such setting."))
        found = row or CitySetting(name=key)
        try:
            found.value = SETTINGS[key].checked(wish.value)
        except ValueError as error:
            raise Refused(str(error), errors={key: [str(error)]}) from error
        found.save()
        return found

    def undo(self, row: CitySetting) -> None:
        return None


city_setting = Settings()

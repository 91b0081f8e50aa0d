"""The numbers that the city decides, in one form."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from registry.forms.values import SettingsForm
from registry.queries import settings_in_force
from registry.registers import CITY_SETTINGS, SettingData
from registry.settings import SETTINGS
from registry.views.values import values_page


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    standing = settings_in_force()
    return values_page(request, CITY_SETTINGS, standing, url="registry:settings", form=SettingsForm, data=_setting)


def _setting(name: str, value: Any) -> SettingData | None:
    """The default is no row."""
    return SettingData(value) if value != SETTINGS[name].default else None

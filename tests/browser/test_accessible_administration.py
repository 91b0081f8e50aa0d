"""axe-core over the pages of administration, at a desk and on a phone; none is wider than its screen."""

from dataclasses import replace
from typing import Any

import pytest

from catalogue.registers import CONDITIONS, condition_key
from departments.registers import CALENDARS, DAYS, CalendarData, DayData
from registry.registers import CITY_SETTINGS, SettingData
from tests import cast
from tests import factories as make
from tests.browser.axe import SCREENS, a_case_in_each_lamp, wrong
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "catalogue/", "catalogue/{rubbish}/", "catalogue/conditions/{condition}/", "limits/", "roads/", "settings/",
    "rules/", "rules/{rule}/end/", "tables/rules/", "calendars/", "calendars/city/?year=2026", "units/",
    "units/sanitation/", "people/", "people/hana/", "changes/", "notices/", "notices/warn/",
    "places/", "places/add/", "places/S1/", "zones/", "zones/add/", "place-kinds/", "place-fields/",
)  # fmt: skip


@SCREENS
def test_the_pages_of_administration_have_nothing_that_axe_finds(signed_in: SignedIn, width: int, theme: Any) -> None:
    city = cast.city()
    a_case_in_each_lamp(city)
    make.place("S1")
    week = CalendarData("全市", ("08:00-12:00", "14:00-18:00"), is_default=True)
    CALENDARS.save(key="city", data=week, new=True, by=city.abel)
    DAYS.save(key="city/2026-10-01", data=DayData("holiday", "国庆节"), by=city.abel)
    CITY_SETTINGS.save(key="extension_most", data=SettingData(3), by=city.abel)
    key = condition_key(city.rubbish_lies)
    named = replace(CONDITIONS.snapshot(city.rubbish_lies), source="city_manual_of_limits_second_edition")
    CONDITIONS.save(key=key, data=named, by=None)  # a word that no line of a phone holds, in the last changes
    ids = {"rubbish": city.rubbish.pk, "condition": city.rubbish_lies.pk, "rule": city.rubbish_rule.pk}
    page, found = signed_in(city.abel, width=width), []
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    for address in PAGES:
        page.goto(f"/city/{address.format(**ids)}")
        found += [f"{address} {each}" for each in wrong(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address} is wider than the screen")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_bar_of_a_phone_shows_its_words_whole(signed_in: SignedIn, language: str) -> None:
    page = signed_in(cast.city().abel, width=360, language=language)
    page.goto("/setup/")
    foot = page.locator(".rail").bounding_box()
    assert foot is not None
    for item in page.locator(".rail-item span").all():
        words = item.bounding_box()
        assert words is not None
        assert words["y"] + words["height"] <= foot["y"] + foot["height"], item.inner_text()

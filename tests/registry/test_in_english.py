"""Who reads English reads it on each page of administration: only what the city itself named is Chinese."""

import re

import pytest
from django.test import Client

from catalogue.models import FilingCondition, StageLimit
from departments.registers import CALENDARS, CalendarData
from tests.cast import City

pytestmark = pytest.mark.django_db
PAGES = (
    "units/", "units/add/", "people/", "people/add/", "groups/", "groups/add/", "group-members/", "group-members/add/",
    "scopes/", "scopes/add/", "calendars/", "calendars/add/", "limits/", "limits/add/", "catalogue/", "catalogue/add/",
    "rules/", "roads/", "notices/", "settings/", "planned/", "changes/", "tables/departments/",
)  # fmt: skip
OURS = re.compile(
    r"<(?:label|th scope=\"col\"|legend|h2|button|summary)\b[^>]*>(.*?)</(?:label|th|legend|h2|button|summary)>"
    r"|(?:placeholder|aria-label|title)=\"([^\"]*)\"",
    re.DOTALL,
)
CHOICES = re.compile(r"<select.*?</select>", re.DOTALL)
MARKED = re.compile(r"<span lang=\"zh-Hans\">[^<]*</span>")  # told apart for who hears the page: it stands so on papers
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff]")


@pytest.fixture
def english(abel: Client) -> Client:
    abel.cookies["django_language"] = "en"
    return abel


@pytest.mark.parametrize("page", PAGES)
def test_the_words_of_the_house_are_english(english: Client, page: str) -> None:
    main = english.get(f"/city/{page}").text.partition("<main")[2]
    said = ["".join(found) for found in OURS.findall(MARKED.sub("", CHOICES.sub("", main)))]
    assert len(said) > 2
    assert [each for each in said if CHINESE.search(each)] == []


def test_what_is_listed_is_listed_as_english_lists(english: Client, city: City) -> None:
    week = CalendarData("City", ("08:00-12:00", "14:00-18:00"), is_default=True)
    CALENDARS.save(key="city", data=week, new=True, by=city.abel)
    page = english.get("/city/calendars/").text
    assert "08:00-12:00, 14:00-18:00" in page
    assert "Monday, Tuesday, Wednesday" in page
    assert "Acceptors, Shift leaders" in english.get("/city/notices/").text


def test_one_is_one_and_more_are_many(english: Client, city: City) -> None:
    StageLimit.objects.exclude(pk=StageLimit.objects.values("pk")[:1]).delete()
    page = re.sub(r"<.*?>", "", english.get("/setup/").text)
    assert "1 sub-district" in page
    assert "1 sub-districts" not in page
    assert f"{FilingCondition.objects.count()} filing conditions" in page
    assert "1 stage" in page
    assert "1 stages" not in page

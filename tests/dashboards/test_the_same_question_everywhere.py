"""The same question has the same answer on the list, on the map, in the file and by API, whoever asks.

Forty filters by chance, each asked by somebody else; `--long` asks five hundred. The seed stands in the test's name.
"""

import csv
import io
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from cases.filters import CaseFilter, speaks_of_closed
from cases.models import Case
from cases.workflow import OPEN, Ask, State
from catalogue.choices import Source, Stage
from catalogue.models import MajorClass
from common.filters import TruthFilter
from common.owed import Lamp
from tests import vector_tiles
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.figures import rows

pytestmark = pytest.mark.django_db
Question = list[tuple[str, str]]
SHORT, LONG = 40, 500
PEOPLE = ("lea", "sven", "ada", "dora", "sue", "arno", "hugo", "hana", "omar", "ines", "ivan", "otto", "abel")
DAYS = ("2026-02-10T00:00:00+08:00", "2026-02-20T12:00:00Z", "2026-03-01", "2026-03-02T09:30:00+08:00")
ASKS = tuple(value for value in Ask.values if value)
MOMENTS = (
    "reported_after", "reported_before", "closed_after", "closed_before", "accepted_after", "accepted_before",
    "filed_after", "filed_before", "dispatched_after", "dispatched_before", "finished_after", "finished_before",
    "due_after", "due_before",
)  # fmt: skip
TOOK = ("filing_took", "dispatching_took", "disposal_took", "checking_took", "whole_took")
VALUES: dict[str, tuple[str, ...]] = {
    "q": ("垃圾", "井盖", "sanitation", "东街"), "stage": tuple(Stage.values), "lamp": tuple(Lamp.values),
    "stage_lamp": tuple(Lamp.values), "department": ("sanitation", "roads", "gone", "squad"),
    "area": ("310101", "310101001", "310101001001"), "source": (Source.INSPECTOR.value, Source.HOTLINE.value),
    "category": ("06010", "01", "06"), "state": tuple(State.values), "reworks": ("1", "3"), "escalated": ("1", "5"),
    "extension": ASKS, "suspension": ASKS, "appeal": ASKS,
    "within": ("121.48,31.23;121.4815,31.23;121.481,31.231", "121.4,31.2;121.6,31.2;121.6,31.3;121.4,31.3"),
    "cell": ("0/0/0", "12/3430/1673", "18/219530-219531/107110-107113"),
    "bbox": ("121.48,31.23,121.4815,31.231", "121.4,31.2,121.6,31.3"),
    "weekday": ("1", "7"), "hour": ("0", "9"), "bounce": ("sanitation~roads", "roads~"), "repeats": ("2", "3"),
    "squad": ("squad", "none"), **dict.fromkeys(MOMENTS, DAYS), **dict.fromkeys(TOOK, ("0", "3600", "21544.346901")),
}  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(LONG if metafunc.config.getoption("long") else SHORT))


def drawn(chance: Random) -> Question:
    """One to three filters, of all that there are; seldom more than one state."""
    names = chance.sample(sorted(CaseFilter.base_filters), chance.choice([1, 1, 2, 3]))
    found = [(name, chance.choice(_values(name))) for name in names]
    if any(name == "state" for name, __ in found) and chance.random() < 0.5:
        found.append(("state", chance.choice(State.values)))
    return found


def _values(name: str) -> list[str]:
    """What is asked of a filter; of one that was added since, what its kind can be asked."""
    kind = CaseFilter.base_filters[name]
    if name == "major":
        return [str(pk) for pk in MajorClass.objects.values_list("pk", flat=True)]
    if name in VALUES:
        return list(VALUES[name])
    if isinstance(kind, TruthFilter):
        return ["true", "false"]
    return [str(value) for value, __ in kind.extra.get("choices", ()) if value] or ["1"]


def test_list_map_file_and_api_count_the_same(month: City, client: Client, seed: int) -> None:
    chance = Random(seed)
    user, question, everything = getattr(month, PEOPLE[seed % len(PEOPLE)]), drawn(chance), chance.random() < 0.5
    client.force_login(user)
    asked = urlencode([*question, *([("all", "1")] if everything else [])]) or "ordering=-reported_at"
    by_api = urlencode([*question, *_as_the_list_does(question, everything=everything)])
    cases = api_rows(user, by_api)
    counts = {
        "list": sum(1 for __ in rows(client, f"/cases/?{asked}")),
        "file": len(list(csv.reader(io.StringIO(text(client.get(f"/cases/export.csv?{asked}")))))) - 1,
        "api": len(cases),
        "map": marks(client, asked) + sum(case["location"] is None for case in cases),
        "tiles": on_tile(client, asked) + sum(case["location"] is None for case in cases),
    }
    assert set(counts.values()) == {counts["api"]}, (user.username, asked, counts)


def _as_the_list_does(question: Question, *, everything: bool) -> Question:
    """The page leaves out what is closed where nothing is said of it; by API that is said."""
    return [] if everything or speaks_of_closed(QueryDict(urlencode(question))) else [("open", "true")]


def api_rows(user: Any, question: str) -> list[dict[str, Any]]:
    api, found = api_client(user), []
    url: str | None = f"/api/v1/cases/?{question}&page_size=200"
    while url:
        answer = api.get(url)
        assert answer.status_code == 200, answer.content
        found += answer.json()["results"]
        url = answer.json()["next"]
    return found


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def marks(client: Client, question: str) -> int:
    answer = client.get(f"/map/cases.geojson?zoom=22&{question}")
    assert answer.status_code == 200, answer.content
    return sum(feature["properties"]["n"] for feature in answer.json()["features"])


def on_tile(client: Client, question: str) -> int:
    return sum(each.properties["n"] for each in vector_tiles.asked(client, f"/api/v1/tiles/cases/0/0/0.mvt?{question}"))


def test_open_and_closed_are_all(month: City) -> None:
    numbers = {name: len(api_rows(month.lea, f"open={name}")) for name in ("true", "false")}
    assert sum(numbers.values()) == len(api_rows(month.lea, "source=inspector")) + len(
        api_rows(month.lea, "source=hotline")
    )
    assert numbers["true"] == len(api_rows(month.lea, urlencode([("state", state) for state in OPEN])))


def test_yes_and_no_are_all(month: City) -> None:
    """Of each filter of yes and no, whoever asks; a fix without a due time is neither on time nor late."""
    names = [name for name, kind in CaseFilter.base_filters.items() if isinstance(kind, TruthFilter)]
    wrong = [
        (who, name)
        for who in PEOPLE
        for name in names
        if name != "on_time" and _held(month, who, name, "true") + _held(month, who, name, "false") != _held(month, who)
    ]
    assert wrong == []


def _held(month: City, who: str, name: str = "", value: str = "") -> int:
    user, question = getattr(month, who), QueryDict(urlencode({name: value} if name else {}))
    found: int = CaseFilter(question, queryset=Case.objects.visible_to(user), user=user).qs.count()
    return found

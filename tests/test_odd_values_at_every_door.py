"""Odd moments, days and texts at every address that there is: a list, a page or a sentence, and never a fault.

Each door is asked by a role that is let in, with one odd value under a name that some form, filter or body has: a
seeded share in each run. With --long each door gets every value under every name that it reads, which it is watched
for: what it never looks at can't make it fail, and would be nine tenths of all knocks.
"""

import logging
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from rest_framework.fields import Field

from accounts.roles import Role
from cases.filters import CaseFilter
from common import lists, pdf, schema
from inspections.filters import VisitFilter
from registry.registers import REGISTERS
from tests.doors import ROLES, World, stated_rows
from tests.said_at_doors import BODIES

pytestmark = pytest.mark.django_db
SHARE = 500
MOST = 60  # knocks at a door with one odd value each with --long; where there are more, all names at once come after

MOMENTS = (
    "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "0001-01-01", "9999-12-31",
    "1899-12-31T23:59:59+08:00", "2200-01-01", "2026-02-30", "2026-03-02T24:00:00", "2026-03-02T10:00:60Z",
    "0000-00-00", "10000-01-01", "-1", "2026-W10-1", "2026-03-02T10:00:00+99:99", "99999999999999999999", "٢٠٢٦-٠٣-٠٢",
)  # fmt: skip
TEXTS = (
    "路\0灯", "路灯\u202e不亮", "路灯" + "\u0301" * 12, "路\x07\x1b[31m灯", "\u200b\u200d", "\ufeff",
    "\ud83d灯", "路\uffff灯", "x" * 40_000, "%s%(name)s{0}{name}", "' OR 1=1 --", "\\", "<script>", "\u3164",
    "🏴\U000e0067\U000e0062", "می\u200cخواهم", "+49 30 123456", "+999", "転", "１２３",
)  # fmt: skip
NUMBERS = (
    "99999999999999999999", "9223372036854775808", "2147483648", "32768", "-1", "0", "-99999999999999999999", "1.5",
    "1e400", "nan", "inf", "0x10", "1_0", "٣", "１", "9" * 5000,
)  # fmt: skip
OF_NUMBER = (
    "condition", "reworks", "escalated", "page_size", "zoom", "accuracy_m", "accuracy", "place_lng", "place_lat", "lng",
    "lat", "version", "limit_value", "limit_unit", "major", "bbox", "after", "closing_conditions", "days", "value",
    "id", "filter", "most", "piece_1", "share", "years", "run", "up_to", "part",
)  # fmt: skip
OF_TIME = (
    "since", "until", "on", "first", "last", "year", "effective_from", "ended_on", "occurred_at", "up_to", "at", "day",
    "from", "to", "month",
)  # fmt: skip
OF_TEXT = (
    "q", "name", "description", "address", "note", "reason", "text", "words", "phone", "reporter_name",
    "reporter_phone", "handle", "username", "number", "case", "who", "code", "key", "title_en", "body_en", "into",
    "category", "component", "department", "area", "external_number", "purpose", "query", "cursor", "kind", "by",
    "inspector", "load", "join", "piece_1_note", "seen", "secret", "url",
)  # fmt: skip
Knock = tuple[str, str, str]  # method and route, name, value


@cache
def names() -> tuple[list[str], list[str]]:
    """Of moments and of texts, with the fields of all registers and the filters of all lists among them."""
    filters = {**CaseFilter.base_filters, **VisitFilter.base_filters}
    timed = [name for name in filters if name.endswith(("_after", "_before"))]
    kept = [field.name for register in REGISTERS.values() for field in register.fields]
    others = [name for name in [*filters, *kept] if name not in timed and name not in OF_TIME]
    return list(dict.fromkeys([*OF_TIME, *timed])), list(dict.fromkeys([*OF_TEXT, *others]))


def knocks() -> list[Knock]:
    timed, said = names()
    kinds = ((timed, MOMENTS), (said, TEXTS), (OF_NUMBER, NUMBERS))
    values = [(name, value) for of, odd in kinds for name in of for value in odd]
    known = {"/api/v1/cases/": CaseFilter.base_filters, "/api/v1/visits/": VisitFilter.base_filters}
    return [
        (door, name, value)
        for door in stated_rows()
        for name, value in values
        if "/api/" not in door or door.startswith("POST") or name in known.get(door.partition(" ")[2], ())
    ]


def let_in(words: list[str]) -> str:
    """A role that this door lets in; the administrator where it lets in nobody."""
    known = zip(ROLES, words, strict=True)
    return next((role for role, word in known if word[:3] in ("ok", "ok/", "bad")), Role.ADMINISTRATOR)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        patch.setattr(pdf, "pdf", lambda html, files: b"%PDF")
        logging.disable(logging.CRITICAL)
        yield World()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


def with_more(body: Callable[[], dict[str, Any]], more: dict[str, str]) -> dict[str, Any]:
    return {**body(), **more}


def answered(world: World, door: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The word for the answer to a body that says more than the door's own."""
    method, route = door.split()
    body = BODIES.get(door, dict)
    monkeypatch.setitem(BODIES, door, partial(with_more, body, more))
    try:
        return world.answer(method, route, let_in(stated_rows()[door]), "own")[0]
    except UnicodeEncodeError:
        return "half a character can't be sent"
    finally:
        monkeypatch.setitem(BODIES, door, body)


def is_fault(word: str) -> bool:
    return word.isdecimal() and int(word) >= 500


def answers(world: World, asked: list[Knock], monkeypatch: pytest.MonkeyPatch) -> list[tuple[Knock, str]]:
    """What was answered with a fault of ours."""
    said = [(knock, answered(world, knock[0], {knock[1]: knock[2]}, monkeypatch)) for knock in asked]
    return [(knock, word) for knock, word in said if is_fault(word)]


def test_a_share_of_all_doors_names_and_values_finds_no_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = random.Random(20261128).sample(knocks(), SHARE)
    assert answers(world, asked, monkeypatch) == []


# --- under each name that a door reads --------------------------------------------------------------------------------

OF_DJANGO = ("csrfmiddlewaretoken", "None")
READERS = ("get", "getlist", "__getitem__", "__contains__", "pop")


@contextmanager
def watching() -> Iterator[set[str]]:
    """The names that are read of queries, forms and bodies meanwhile, and those by which a list of the API narrows."""
    names: set[str] = set()

    def noting(read: Callable[..., Any]) -> Callable[..., Any]:
        def noted(self: Any, key: Any, *rest: Any, **more: Any) -> Any:
            names.add(str(key))
            return read(self, key, *rest, **more)

        return noted

    def of_body(self: Any, said: Any) -> Any:
        names.add(self.field_name)
        return get_value(self, said)

    def of_list(request: Any, *known: str) -> None:
        names.update(known)
        refuse(request, *known)

    get_value, refuse = Field.get_value, schema.refuse_unknown_parameters
    with pytest.MonkeyPatch.context() as patch:
        for name in READERS:
            patch.setattr(QueryDict, name, noting(getattr(QueryDict, name)))
        patch.setattr(Field, "get_value", of_body)
        patch.setattr(lists, "refuse_unknown_parameters", of_list)
        yield names


def read_at(world: World, door: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names under which a door reads what it is sent, in their order."""
    with watching() as names:
        answered(world, door, {}, monkeypatch)
    return sorted(names.difference(OF_DJANGO))


def odd_under(name: str) -> tuple[str, ...]:
    """The values to send under a name; under one that we know nothing of, some of each kind."""
    timed, said = names()
    if name in timed:
        return MOMENTS
    if name in OF_NUMBER:
        return NUMBERS
    return TEXTS if name in said else (*TEXTS, *NUMBERS[:4], *MOMENTS[:3])


def together(read: list[str]) -> list[dict[str, str]]:
    """Bodies with an odd value under every name at once, until each value stood under each of them."""
    odd = {name: odd_under(name) for name in read}
    return [
        {name: values[turn % len(values)] for name, values in odd.items()}
        for turn in range(max(map(len, odd.values()), default=0))
    ]


@pytest.mark.long
@pytest.mark.parametrize("door", stated_rows())
def test_no_door_answers_an_odd_value_with_a_fault(world: World, door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_at(world, door, monkeypatch)
    alone = [(door, name, value) for name in read for value in odd_under(name)]
    most = min(len(alone), MOST)
    assert answers(world, random.Random(door).sample(alone, most), monkeypatch) == []
    for odd in together(read) if most < len(alone) else ():
        assert not is_fault(answered(world, door, odd, monkeypatch)), odd


# --- in the address itself --------------------------------------------------------------------------------------------

IN_ADDRESSES = (
    "%00", "a%00b", "%E2%80%AE", "%ED%A0%BD", "%FF", "x" * 300, "9" * 30, "-1", "0", "..", "%2e%2e%2f", "%0a", "%25",
    "%D9%A3", "%F0%9F%91%B7", "a|b", "%22%3E", "{0}", "%s",
)  # fmt: skip
PART = re.compile(r"<(\w+)>")


def addresses() -> list[Knock]:
    """Each part of each address with each odd value; the other parts are those of somebody's own case."""
    return [(door, name, value) for door in stated_rows() for name in PART.findall(door) for value in IN_ADDRESSES]


def addressed(world: World, asked: list[Knock]) -> list[tuple[Knock, str]]:
    stated, wrong = stated_rows(), []
    for knock in asked:
        door, name, value = knock
        method, route = door.split()
        role = let_in(stated[door])
        address = world.address(route.replace(f"<{name}>", value, 1), role, "own")
        word, __ = world.knock(method, address, role, BODIES.get(door, dict)())
        if is_fault(word):
            wrong.append((knock, word))
    return wrong


def test_a_share_of_odd_addresses_finds_no_fault(world: World) -> None:
    assert addressed(world, random.Random(20261128).sample(addresses(), SHARE)) == []


@pytest.mark.long
def test_no_odd_address_finds_a_fault(world: World) -> None:
    assert addressed(world, addresses()) == []

"""What is typed above a list is found wherever it stands in the texts of a row, and few rows are looked at for it.

What is found is compared with what a look at every row finds.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from common.words import FEW, with_part, with_word
from ledgers.filters.orders import OrderFilter
from ledgers.models import Order
from places.filters import PermitFilter, PlaceFilter
from places.models import Permit, Place, PlaceKind
from rounds.filters.findings import FindingFilter
from rounds.models import Answer, ChecklistLine, Finding, Stop
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.databases import for_a_module
from tests.plans.many import insert
from tests.plans.reading import readable, rows_read
from tests.rounds.walking import drawn
from tests.snapshot import Snapshot

pytestmark = pytest.mark.django_db
MANY = 6_000
ANALYZE = "ANALYZE places_place, places_permit, ledgers_order, rounds_answer, rounds_finding"
MOST = 2 * FEW + 500  # what is found by keys, read once more for the page, and a list counted up to a thousand
SAID = (  # in each second one; in one of 1,500; the rest
    "CASE WHEN n % 2 = 0 THEN '暴露垃圾' WHEN n % 1500 = 7 THEN 'Grünflächen 100% d''Été \\ Ёжик 龘' "
    "ELSE '占道经营' END || n"
)
TYPED = (
    "暴露", "露垃圾", "垃", "占道经营", "龘", "5777", "9", "grunflachen", "GRÜNFL", "ünfl", "en 1", "00%", "_", "d'é",
    "\\", "ежик", "ёЖ", "１００", "无人知晓", "暴露经营", "X5777", "x5777", "督办〔2026〕5777号", "督", "á", "   ",
)  # fmt: skip
OPENED = ("暴露", "占道经营", "龘", "5777", "grunflachen", "x5777", "无人知晓", "暴露经营", "围挡")


@pytest.fixture(scope="module")
def many(django_db_setup: Snapshot[City], django_db_blocker: Any) -> Iterator[City]:
    with for_a_module(django_db_blocker):
        yield django_db_setup.put_with(_fill)
    # How large a table is stays in its statistics though its rows went: others would be planned for a city like this.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(ANALYZE)


def _fill(city: City) -> None:
    at, by, number = "now() - n * interval '1 minute'", str(city.sue.pk), "'X' || n"
    of = drawn(city)
    spot = "ST_SetSRID(ST_MakePoint(121.48, 31.23), 4326)"
    kind = str(PlaceKind.objects.get(code="shop").pk)
    insert(Place, MANY, code=number, name=SAID, kind=kind, point=spot, risk="'normal'", started_on="DATE '2020-01-01'",
           responsible="CASE WHEN n % 1500 = 8 THEN '龘龘' ELSE '' END")  # fmt: skip
    place = f"({Place.objects.get(code='X0').pk} + n)"
    insert(
        Permit, MANY, id="gen_random_uuid()", number=number, kind="'occupy'", holder="'商户' || n", purpose=SAID,
        unit=str(city.sanitation.pk), point=spot, entered_by=by, state="'in_force'", starts_on="DATE '2026-01-01'",
        place=f"CASE WHEN n % 4 = 3 THEN {place} END", ends_on="DATE '2199-01-01'", applied_at=at,
    )  # fmt: skip
    insert(
        Order, MANY, id="gen_random_uuid()", number=number, paper_number="'督办〔2026〕' || n || '号'",
        kind="'supervision'", title="'督办' || n", problem=SAID, requirement="'限期整改'", state="'accepted'",
        issued_at=at, sign_due_at=at, due_at=f"{at} + interval '1 day'",
    )  # fmt: skip
    stop, lines = Stop.objects.filter(round=of)[0].pk, ChecklistLine.objects.filter(version=of.checklist_id)
    first, second = lines.values_list("pk", flat=True)[:2]
    insert(
        Answer, MANY, id="md5('a' || n)::uuid", stop=str(stop),
        item=f"CASE WHEN n % 1500 = 9 THEN {first} ELSE {second} END",
        verdict="'no'", pieces="1", lost="2", by=by, answered_at=at, at=at, content_hash="'x'", replaced_at=at,
        note=f"CASE WHEN n % 5 = 2 THEN '' ELSE {SAID} END",
    )  # fmt: skip
    insert(
        Finding, MANY, answer="md5('a' || n)::uuid", round=f"'{of.pk}'", place=place, unit=str(city.sanitation.pk),
        state="'charged'", lost="2", found_at=at, object_until=at,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ANALYZE)


def _places(word: str) -> "QuerySet[Any]":
    where = with_word(word, "name", "address", "responsible") | Q(code=word)
    return Place.objects.filter(where, ended_on=None)


def _permits(word: str) -> "QuerySet[Any]":
    return Permit.objects.filter(with_word(word, "holder", "purpose", "place__name") | Q(number__iexact=word))


def _orders(word: str) -> "QuerySet[Any]":
    numbered = Q(number__iexact=word) | Q(paper_number__iexact=word)
    return Order.objects.filter(with_word(word, "title", "problem", "requirement") | numbered)


def _findings(word: str) -> "QuerySet[Any]":
    return Finding.objects.filter(with_word(word, "place__name", "answer__item__text", "answer__note"))


LISTS: dict[str, tuple[Any, Any, Any]] = {
    "/places/": (PlaceFilter, Place, _places),
    "/permits/": (PermitFilter, Permit, _permits),
    "/ledger/orders/": (OrderFilter, Order, _orders),
    "/rounds/findings/": (FindingFilter, Finding, _findings),
}


@pytest.mark.parametrize("address", LISTS)
def test_what_is_found_is_what_each_row_says(many: City, address: str) -> None:
    narrowed, model, each_row = LISTS[address]
    person = {} if model is Place else {"user": many.sue}
    numbers = set()
    for word in (*TYPED, *(str(line) for line in ChecklistLine.objects.values_list("text", flat=True))):
        asked = narrowed(QueryDict(urlencode({"q": word})), queryset=model.objects.all(), **person)
        assert asked.form.is_valid()
        found = set(asked.qs.values_list("pk", flat=True))
        assert found == set(each_row(word.strip()).values_list("pk", flat=True)), word
        numbers.add(len(found))
    assert {0, 1, 4, MANY // 2} <= numbers or model is Finding


@pytest.mark.parametrize("address", [*LISTS, "/search/"])
def test_few_rows_are_read_for_it(many: City, signed_in: SignedIn, address: str) -> None:
    client, wrong = signed_in(many.sue), []
    for word in OPENED:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{address}?{urlencode({'q': word})}")
        for sql in filter(None, (readable(each["sql"]) for each in asked.captured_queries)):
            wrong += [f"{word}: {read} {sql}" for read in rows_read(sql).items() if read[1] > MOST]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("model", "columns", "index"), [
    (Place, Place.SEARCHED, "place_parts"), (Permit, Permit.SEARCHED, "permit_parts"),
    (Order, Order.SEARCHED, "order_parts"), (Answer, ("note",), "answer_note_parts"),
])  # fmt: skip
@pytest.mark.parametrize("word", ["龘", "grunflachen", "x5777"])
def test_the_index_answers(many: City, model: Any, columns: tuple[str, ...], index: str, word: str) -> None:
    where = with_word(word, *columns)
    rows = model.objects.exclude(note="") if model is Answer else model.objects.all()
    assert index in rows.filter(with_part(word, columns, where)).order_by().explain()


def test_a_place_is_named_in_a_search_for_cases_by_the_same_index(many: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=many.ines)
    with CaptureQueriesContext(connection) as asked:
        assert signed_in(many.sue).get("/cases/?q=grunflachen").status_code == 200
    named = [sql for each in asked.captured_queries if (sql := readable(each["sql"])) and "text_parts" in sql]
    assert named
    assert all(rows_read(sql)["places_place"] <= MANY // 100 for sql in named)

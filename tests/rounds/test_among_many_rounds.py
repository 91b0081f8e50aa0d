"""Pages about rounds look at what they show, however many rounds, findings and objections there ever were."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.models import Answer, ChecklistLine, Finding, Objection, Round, Stop
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.databases import for_a_module
from tests.plans.many import insert
from tests.plans.reading import readable, rows_read
from tests.rounds import making
from tests.rounds.walking import drawn
from tests.snapshot import Snapshot

pytestmark = pytest.mark.django_db
ROUNDS, EACH = 1_000, 10  # places of a round, each with one finding
MOST = 2_600  # rows: a page, what is open, and a list counted up to a thousand


@pytest.fixture(scope="module")
def many(django_db_setup: Snapshot[City], django_db_blocker: Any) -> Iterator[City]:
    with for_a_module(django_db_blocker):
        yield django_db_setup.put_with(_fill)


def _fill(city: City) -> None:
    """Old rounds of a group of others, all settled; every tenth finding was objected to, a few of these wait."""
    of = drawn(city)
    plan = of.plan_id
    others = making.group(city.ivan, code="others").pk
    line = ChecklistLine.objects.filter(version=of.checklist_id).order_by("order").values_list("pk", flat=True)[0]
    others_too = [make.department(f"unit-{number}").pk for number in range(28)]
    unit = f"(ARRAY{[city.sanitation.pk, city.roads.pk, *others_too]})[1 + n % 30]"
    at, total = "now() - (n + 20) * interval '1 day'", ROUNDS * EACH
    places = [make.place(f"M{number}").pk for number in range(EACH)]
    insert(
        Round, ROUNDS, id="gen_random_uuid()", number="'X' || n", plan=str(plan), due_on="current_date - n - 20",
        attempt="1", group=str(others), title="'旧检查' || n", selection="'random'", openness="'open'",
        scope="'special'",
        checklist=str(of.checklist_id), state="'settled'", made_at=at, begins_at=at, draws_at=at, due_at=at,
        handed_in_at=at, objections_until=at, settled_at=at, marks_possible="30", marks_lost="2",
    )  # fmt: skip
    of_round = f"(SELECT id FROM rounds_round WHERE number = 'X' || n / {EACH})"
    insert(
        Stop, total, round=of_round, place=f"(ARRAY{places})[1 + n % {EACH}]", order=f"1 + n % {EACH}",
        state="'looked_at'", looked_at=at, looked_by=str(city.ivan.pk), possible="30", lost="2", result="'minor'",
    )  # fmt: skip
    first = Stop.objects.exclude(round=of).order_by("pk").values_list("pk", flat=True)[0]
    insert(
        Answer, total, id="md5('a' || n)::uuid", stop=f"{first} + n", item=str(line), verdict="'no'", pieces="1",
        lost="2", by=str(city.ivan.pk), answered_at=at, at=at, content_hash="'x'",
    )  # fmt: skip
    insert(
        Finding, total, answer="md5('a' || n)::uuid", round=of_round, place=f"(ARRAY{places})[1 + n % {EACH}]",
        unit=unit, state="'charged'", lost="2", found_at=at, object_until=at,
    )  # fmt: skip
    start = Finding.objects.order_by("pk").values_list("pk", flat=True)[0]
    insert(
        Objection, total // 10, id="gen_random_uuid()", finding=f"{start} + n * 10", unit=str(city.sanitation.pk),
        grounds="'已修复'", state="CASE WHEN n % 50 = 0 THEN 'raised' ELSE 'lapsed' END", raised_by=str(city.hana.pk),
        raised_at=at, due_at=at, content_hash="'x'",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE rounds_round, rounds_stop, rounds_answer, rounds_finding, rounds_objection")
        # Of what other tests left and took back the planner expects members of groups, and reads all for them.
        cursor.execute("ANALYZE departments_group, departments_groupmember")


@pytest.mark.parametrize(
    "address",
    ["/rounds/", "/rounds/?mine=true&state=drawn&state=walking", "/rounds/?objectionable=true",
     "/rounds/?overdue=true", "/rounds/?state=handed_in", "/rounds/findings/", "/rounds/objections/?to_answer=true",
     "/rounds/findings/?own=true&objectionable=true", "/rounds/objections/?overdue=true",
     "/field/rounds/"],
)  # fmt: skip
def test_a_page_reads_a_page(many: City, signed_in: SignedIn, address: str) -> None:
    wrong = []
    for user in (many.sue, many.lea, many.hana, many.hugo):
        client = signed_in(user)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        for sql in (sql for each in asked.captured_queries if (sql := readable(each["sql"])) and "rounds_" in sql):
            read = {table: rows for table, rows in rows_read(sql).items() if table.startswith("rounds_")}
            wrong += [(user.username, table, rows, sql[:1500]) for table, rows in read.items() if rows > MOST]
    assert not wrong, "\n".join(map(str, wrong))

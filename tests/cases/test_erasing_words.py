"""A person's words can be erased from a history: nothing shows them any more, and the chain is still proved."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from cases.actions import MoveRequest, erase_words, perform
from cases.integrity import CHECKS
from cases.models import Case, CaseEvent
from common.integrity import examine
from common.refusals import Forbidden, Malformed, Refused
from common.workflow import ERASE
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db
WORDS = "张三丰家门口"
WHY = "当事人申请删除"


def wrong() -> dict[str, list[str]]:
    return {found.check.name: found.examples for found in map(examine, CHECKS) if found.count}


@pytest.fixture
def case(city: City) -> Case:
    case = make.dispatched("06010", by=city.ines, description=WORDS)
    request = MoveRequest("send_back", case.version, reason=WORDS, note=WORDS)
    return perform(case_id=case.pk, request=request, by=city.hugo)[0]


def shown(case: Case, signed_in: SignedIn, user: User) -> str:
    """Page, API, its events, the export and the search, all as one text."""
    client = signed_in(user)
    number = case.number
    pages = (f"/cases/{number}/", f"/api/v1/cases/{number}/", f"/api/v1/cases/{number}/events/", "/cases/export.csv")
    return "\n".join(b"".join(client.get(page)).decode() for page in pages)


def test_nothing_shows_the_words_any_more(city: City, signed_in: SignedIn, case: Case) -> None:
    assert shown(case, signed_in, city.sven).count(WORDS) > 5
    assert case.number in signed_in(city.sven).get("/search/", {"q": WORDS}).content.decode()
    assert erase_words(case_id=case.pk, reason=WHY, by=city.abel) == 3
    after = shown(case, signed_in, city.sven)
    assert WORDS not in after
    assert WHY in after
    assert case.number not in signed_in(city.sven).get("/search/", {"q": WORDS}).content.decode()


def test_the_chain_is_proved_and_says_who_erased_what_and_why(city: City, case: Case) -> None:
    erase_words(case_id=case.pk, events=[case.seq], reason=WHY, by=city.abel)
    assert wrong() == {}
    trace = CaseEvent.objects.get(case=case, move=ERASE)
    assert (trace.by, trace.note, trace.data["event"]) == (city.abel, WHY, case.seq)
    assert CaseEvent.objects.get(case=case, seq=1).note == WORDS  # only those that were named
    assert Case.objects.get(pk=case.pk).version == case.version  # nobody's form gets stale by it


def test_said_twice_it_is_erased_once(city: City, case: Case) -> None:
    assert erase_words(case_id=case.pk, reason=WHY, by=city.abel) == 3
    assert erase_words(case_id=case.pk, reason=WHY, by=city.abel) == 0
    assert wrong() == {}


def test_the_statement_in_the_dispute_goes_too(city: City, case: Case) -> None:
    erase_words(case_id=case.pk, reason=WHY, by=city.abel)
    assert list(case.dispute_statements.values_list("text", flat=True)) == [""]


def test_only_administrators_erase_and_only_with_a_reason(city: City, case: Case) -> None:
    for user in (city.sven, city.hugo, city.lea, city.arno):
        with pytest.raises(Forbidden):
            erase_words(case_id=case.pk, reason=WHY, by=user)
    with pytest.raises(Refused):
        erase_words(case_id=case.pk, reason=" ", by=city.abel)
    with pytest.raises(Malformed):
        erase_words(case_id=case.pk, events=[99], reason=WHY, by=city.abel)


def test_a_trace_can_not_be_erased(city: City, case: Case) -> None:
    erase_words(case_id=case.pk, reason=WHY, by=city.abel)
    with pytest.raises(Malformed):
        erase_words(case_id=case.pk, events=[case.seq + 1], reason=WHY, by=city.abel)


def test_an_administrator_erases_by_command(city: City, case: Case) -> None:
    call_command("erase_words", case.number, event=[1], reason=WHY, by="abel", verbosity=0)
    assert Case.objects.get(pk=case.pk).description == ""


@pytest.mark.parametrize(
    "change",
    [
        "note = 'x'", "note = '', salt = ''", "salt = ''", "by_id = NULL", "data = '{}'",
        "data = data - 'reason', note = '', salt = '', content_hash = '', seq = 9",
        "data = data - 'reason', note = '', salt = '', content_hash = '', at = at + interval '1 day'",
    ],
)  # fmt: skip
def test_the_database_lets_nothing_else_through(case: Case, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_caseevent SET {change} WHERE case_id = %s AND seq = %s", [str(case.pk), case.seq])


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ("note = 'x'", "chain"), ("data = data || '{\"reason\": \"x\"}'", "chain"),
        ("data = data || '{\"own\": \"x\"}'", "chain"), ("by_id = NULL", "chain"), ("content_hash = 'x'", "chain"),
        ("at = at - interval '1 day'", "chain"), ("words_hash = ''", "chain"), ("salt = 'x'", "chain"),
        ("note = '', data = data - 'reason', salt = '', content_hash = ''", "erased"),
    ],
)  # fmt: skip
def test_whoever_gets_past_the_triggers_is_found(case: Case, change: str, check: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger fires
        cursor.execute(f"UPDATE cases_caseevent SET {change} WHERE case_id = %s AND seq = %s", [str(case.pk), case.seq])
        cursor.execute("SET session_replication_role = DEFAULT")
    assert wrong() == {check: [f"{case.number} #{case.seq}"]}


def test_what_was_erased_can_not_be_changed_unseen(city: City, case: Case) -> None:
    erase_words(case_id=case.pk, reason=WHY, by=city.abel)
    test_whoever_gets_past_the_triggers_is_found(case, 'data = data || \'{"own": "x"}\'', "chain")

"""A person who stands in every text of a case, and each page, file and answer that could show it."""

import uuid
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from django.utils import timezone

from cases.actions import MoveRequest, add_comment, perform, save_filter, unmask_reporter
from cases.models import Case
from cases.queries.personal import Person
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

NAME, PHONE, WHY = "司马探针", "13798765432", "申请 2026-17"
PERSON = Person(NAME, PHONE)


@pytest.fixture
def case(city: City) -> Case:
    """Where the person stands in every text that there is."""
    case = make.dispatched(
        "06010", by=city.ines, at=timezone.now() - timedelta(hours=1), reporter_name=NAME, reporter_phone=PHONE,
        description=f"{NAME}反映垃圾", address=f"{NAME}家门口",
    )  # fmt: skip
    add_comment(case=case, id=uuid.uuid4(), text=f"已致电{PHONE}", by=city.ada)
    unmask_reporter(case=case, purpose=f"联系{NAME}", by=city.ada)
    save_filter(name="找人", query=f"q={quote_plus(NAME)}", by=city.ada)
    case = perform(
        case_id=case.pk, request=MoveRequest("assist", case.version, department="roads", note=f"找{NAME}"), by=city.dora
    )[0]
    request = MoveRequest("send_back", case.version, reason=f"{NAME}说不是", reason_class="wrong_unit")
    return perform(case_id=case.pk, request=request, by=city.hugo)[0]


def everything(case: Case, signed_in: SignedIn, city: City) -> dict[str, str]:
    """Each page, file and answer on which the case stands, of those who see most."""
    number, found = case.number, {}
    pages = (
        f"/cases/{number}/", f"/cases/{number}/live/", f"/cases/{number}/comments/", f"/api/v1/cases/{number}/",
        f"/api/v1/cases/{number}/events/", f"/api/v1/cases/{number}/comments/", "/cases/", "/cases/export.csv",
        "/inbox/", "/api/v1/events/", f"/papers/{number}/slip/", "/unmaskings/", "/unmaskings/export.csv",
        "/erased-words/", "/personal-data/records/",
    )  # fmt: skip
    for user in (city.sven, city.arno, city.abel):
        client = signed_in(user)
        for page in pages:
            found[f"{user.username} {page}"] = b"".join(client.get(page)).decode(errors="replace")
    for word in (NAME, PHONE, NAME[:2]):
        found[f"search {word}"] = signed_in(city.sven).get("/search/", {"q": word}).text.replace(word, "")
    return found


def showing(found: dict[str, str]) -> list[str]:
    return [page for page, text in found.items() if NAME in text or PHONE in text]

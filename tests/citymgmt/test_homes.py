"""The homes: for each role what needs a person now, each number the number of the list it leads to."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from cases.actions import MoveRequest, perform
from cases.homes import SECTIONS, sections_of
from cases.models import Case, IntegrityReport, Unmasking
from common.models import Message
from departments.registers import PEOPLE
from notices.models import Delivery, Notice, NoticeChannel
from notices.topics import BUNDLE, POST
from registry.homes import Home
from registry.models import Change
from registry.settings import with_defaults
from tests import factories as make
from tests.cases.conftest import BACKEND
from tests.cast import City

pytestmark = pytest.mark.django_db

COUNTS: dict[str, int] = json.loads((Path(__file__).parents[1] / "query_counts.json").read_text())
HOMES = ("ines", "ada", "sven", "dora", "hana", "hugo", "sue", "lea", "arno", "abel")


def signed_in(user: Any, **headers: str) -> Client:
    client = Client(headers={"Accept-Language": "en", **headers})
    user.language = "en"
    user.save(update_fields=["language"])
    client.force_login(user, BACKEND)
    return client


def home(user: Any, address: str = "/today/", **headers: str) -> Any:
    return signed_in(user, **headers).get(address)


def a_day(city: City) -> None:
    """Something in every place a case can wait in, late and not."""
    now = timezone.now()
    for days in (0, 9):
        at = now - timedelta(days=days)
        make.reported("06010", by=city.ada, source="hotline", at=at)
        accepted = make.reported("06010", by=city.ada, source="hotline", at=at)
        perform(case_id=accepted.pk, request=MoveRequest("accept", version=1), at=at, by=city.ada)
        make.dispatched("06010", by=city.ines, at=at)
        sent_back = make.dispatched("06010", by=city.ines, at=at)
        perform(
            case_id=sent_back.pk, request=MoveRequest("send_back", version=2, reason="not ours"), at=at, by=city.hana
        )
        disposed = make.dispatched("06010", by=city.ines, at=at)
        photo = make.photo(city.hana, at=at + timedelta(seconds=9))
        perform(case_id=disposed.pk, request=MoveRequest("dispose", version=2, photos=(photo.pk,)), at=at, by=city.hana)


@pytest.mark.parametrize("who", HOMES)
def test_every_number_is_that_of_the_list_it_leads_to(city: City, who: str) -> None:
    a_day(city)
    user = getattr(city, who)
    answer = home(user)
    assert answer.status_code == 200
    shown: Home = answer.context["home"]
    for section in shown.waiting:
        listed = home(user, section.url)
        assert len(listed.context["rows"]) == section.number > 0
        first = [row.case.number for row in listed.context["rows"]][: len(section.lines)]
        assert all(number in line for number, line in zip(first, section.lines, strict=True))
    assert shown.waiting or shown.statuses


def test_every_section_is_a_question_the_list_understands(city: City) -> None:
    for role in SECTIONS:
        who = next(user for user in city.everyone if user.role == role)
        for section in sections_of(role, with_defaults({})):
            assert home(who, section.url).status_code == 200, section.question


@pytest.mark.usefixtures("_warm_frame")
@pytest.mark.parametrize("who", HOMES)
def test_a_home_costs_twelve_statements_at_most_with_a_thousand_open_cases(city: City, who: str) -> None:
    a_day(city)
    thousand(Case.objects.all())
    client = signed_in(getattr(city, who))
    client.get("/today/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/today/").status_code == 200
    assert len(captured) <= COUNTS[f"page:today {who}"] <= 12, "\n".join(query["sql"][:150] for query in captured)


def thousand(cases: Any) -> None:
    """Copies of what is there, by SQL: a thousand reports would take a minute."""
    names = [f.column for f in Case._meta.concrete_fields if not f.generated and f.column not in ("id", "number")]
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_case (id, number, {columns}) SELECT gen_random_uuid(), number || '-' || n, {columns} "
            f"FROM cases_case, generate_series(1, {1000 // cases.count() + 1}) AS n"
        )


def test_what_an_inspector_is_to_look_at_leads_to_where_that_is_done(city: City) -> None:
    case = make.reported("06010", by=city.ada, source="hotline")
    perform(case_id=case.pk, request=MoveRequest("order_verification", version=1), at=make.MONDAY, by=city.ada)
    page = home(city.ines).content.decode()
    assert f'href="/field/tasks/{case.number}/"' in page
    assert f'href="/cases/{case.number}/"' not in page


def test_what_changed_is_asked_for_without_the_frame(city: City) -> None:
    a_day(city)
    page = home(city.sven, **{"X-Live": "1"}).content.decode()
    assert 'id="work"' in page
    assert "<html" not in page


def test_an_empty_home_says_so_and_names_what_it_looked_for(city: City) -> None:
    page = home(city.dora).content.decode()
    assert "Nothing waits for you" in page


@pytest.mark.parametrize(
    ("who", "start"),
    [("ines", "/field/report/"), ("hana", "/today/"), ("sven", "/today/"), ("lea", "/today/"), ("abel", "/today/")],
)
def test_work_begins_there(city: City, who: str, start: str) -> None:
    assert home(getattr(city, who), "/")["Location"] == start


def test_the_auditor_reads_what_the_last_proof_found(city: City) -> None:
    assert "Never looked through" in home(city.arno).content.decode()
    IntegrityReport.objects.create(at=timezone.now(), wrong=2, findings=[["gapless", 2, ["x"]]])
    assert "gapless: 2" in home(city.arno).content.decode()
    IntegrityReport.objects.create(at=timezone.now(), wrong=0)
    assert "everything is sound" in home(city.arno).content.decode()


def test_the_administrator_reads_of_the_set_up_and_no_case(city: City) -> None:
    a_day(city)
    answer = home(city.abel)
    assert answer.context["home"].waiting == []
    assert "1 without people" in answer.content.decode()


def test_a_program_has_no_home(city: City) -> None:
    assert Role.INTEGRATION not in SECTIONS
    assert "There is no page for your role yet" in home(city.otto).content.decode()


def test_the_auditor_reads_who_looked_and_what_was_changed(city: City) -> None:
    case = make.reported("06010", by=city.ada, source="hotline", at=timezone.now())
    Unmasking.objects.create(user=city.sven, case=case, purpose="other", note="Court order 12", at=timezone.now())
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), phone="12345"), by=city.abel)
    change, page = Change.objects.get(), home(city.arno).text
    assert all(words in page for words in ("Court order 12", case.number, "1 change in the last 24 hours", "12345"))
    assert f"#change-{change.pk}" in page
    assert "Court order 12" not in home(city.abel).text


def test_the_administrator_reads_which_channel_fails_since_when(city: City) -> None:
    channel = NoticeChannel.objects.create(name="WeCom", kind="wecom", url="https://example.com/hook")
    assert "fails since" not in home(city.abel).text
    waiting = [delivery(city, channel) for _n in range(2)]
    message(str(waiting[0]), attempts=3)
    page = home(city.abel).text
    assert "Channel WeCom" in page
    assert "2 notices wait" in page
    assert f"/notices/channels/{channel.pk}/" in page
    assert "Channel Mail" not in page


def test_a_failing_bundle_names_its_channel(city: City) -> None:
    channel = NoticeChannel.objects.create(name="WeCom", kind="wecom", url="https://example.com/hook")
    message(f"{city.hana.pk}:{channel.pk}:1", topic=BUNDLE, dead_at=timezone.now())
    assert "Channel WeCom" in home(city.abel).text


def test_what_failed_for_good_is_read_and_tried_again(city: City) -> None:
    dead = message("x", topic="case.route", dead_at=timezone.now(), attempts=9, last_error="Boom")
    browser = signed_in(city.abel)
    assert "/today/failed/" in browser.get("/today/").text
    assert "Boom" in browser.get("/today/failed/").text
    assert browser.post("/today/failed/").status_code == 302
    dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 0)
    assert Change.objects.get().kind == "outbox"


def delivery(city: City, channel: NoticeChannel) -> int:
    case = make.reported("06010", by=city.ada, source="hotline", at=timezone.now())
    event, now = case.events.get(seq=1), timezone.now()
    told = Notice.objects.create(
        user=city.hana, kind="case", key=str(case.pk), event=str(event.pk), what="dispatch", created_at=now
    )
    return Delivery.objects.create(notice=told, medium="robot", channel=channel).pk


def message(reference: str, *, topic: str = POST, **rest: Any) -> Message:
    now = timezone.now()
    return Message.objects.create(topic=topic, reference=reference, created_at=now, due_at=now, **rest)


@pytest.mark.parametrize("name", HOMES)
def test_each_link_of_a_home_leads_where_its_person_may_go(city: City, name: str) -> None:
    a_day(city)
    client = signed_in(getattr(city, name))
    page = client.get("/today/").text
    links = {unescape(link) for link in re.findall(r'<a\b[^>]*? href="(/[^"#]*)', page)}
    refused = {link: status for link in links if (status := client.get(link, follow=True).status_code) != 200}
    assert links
    assert refused == {}

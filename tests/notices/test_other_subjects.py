"""A subject of the tests' own, which no case has to do with: declared once, told, read, mailed, receipted, digested."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.models import Medium, User
from accounts.roles import Role
from common import outbox
from common.integrity import examine
from departments.models import Department
from notices import digests
from notices.actions import declare, make_digests, tell
from notices.events import AUDIENCES, EVENTS, Audience, Event, NoticeKind, Rule
from notices.integrity import checks
from notices.models import Delivery, Digest, Notice
from notices.queries import has_unread
from notices.receipts import receipts
from notices.registers import NOTICE_RULES, NOTICE_TEXTS, NoticeRuleData, NoticeTextData
from notices.subjects import KINDS, TOPICS, NoticeSubject, Occasion, Said, SubjectKind
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
TOPIC, LEASE = "test.lease", "lease"
STAFF = Audience("lease_staff", "Who works there", LEASE)
ENDS = Event(
    "lease_ends", NoticeKind.CLOCK, "The lease of {name} ends", LEASE,
    (Rule(STAFF.name, (Medium.MAIL,)), Rule(Role.SUPERVISOR.value, ())),
)  # fmt: skip


class LeaseSubject(NoticeSubject):
    def __init__(self, unit: Department, user: User) -> None:
        super().__init__(key=str(unit.pk), title=f"Lease of {unit.name}", url=f"/leases/{unit.pk}/", label=unit.code)
        self.unit = unit
        self.user = user

    @property
    def visible(self) -> bool:
        return self.unit.members.filter(user=self.user).exists()


class Leases(SubjectKind[Occasion, LeaseSubject]):
    """The office of each unit is leased; the reference of a message is the unit."""

    name = LEASE
    model = Department
    body = "Office: {name}\nNote: {note}"
    facts: Mapping[str, Callable[[LeaseSubject, Said], str]] = {
        "name": lambda subject, said: subject.unit.name,
        "note": lambda subject, said: said.note,
    }
    words: str = "Bring the keys"

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        units = Department.objects.in_bulk([int(occasion.key) for occasion, __ in heard])
        of_unit = {str(pk): set(unit.members.values_list("user", flat=True)) for pk, unit in units.items()}
        return [{STAFF.name: of_unit[occasion.key]} for occasion, __ in heard]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, LeaseSubject]:
        return {str(unit.pk): LeaseSubject(unit, user) for unit in Department.objects.filter(pk__in=keys)}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        return {event: Said("The landlord", self.words) for event in events}


def ended(references: Sequence[str]) -> list[Occasion]:
    return [Occasion(f"{LEASE}:{each}", ENDS.name, str(int(each)), False, None) for each in references]


class LeaseDigest(digests.DigestPart):
    sections = {"leases": "Leases that end"}
    roles = frozenset({Role.SUPERVISOR})

    def readers(self) -> QuerySet[User]:
        return User.objects.filter(role__in=self.roles)

    def counts(self, readers: Sequence[User], *, at: datetime) -> Mapping[int, Mapping[str, int]]:
        return {user.pk: {"leases": 3} for user in readers}

    def url(self, section: str, *, at: datetime) -> str:
        return "/leases/"

    def listing(self, digest: Digest, *, site: str) -> list[str]:
        return ["Three leases end"]


@pytest.fixture
def leases() -> Iterator[Leases]:
    """The kind is declared for one test, and forgotten after it."""
    tables: list[dict[str, Any]] = [KINDS, TOPICS, EVENTS, AUDIENCES, outbox._topics]
    before, parts, kind = [dict(each) for each in tables], list(digests.PARTS), Leases()
    declare(kind, declared=[ENDS], audiences=[STAFF], topics={TOPIC: ended})
    digests.declare(LeaseDigest())
    yield kind
    for table, was in zip(tables, before, strict=True):
        table.clear()
        table.update(was)
    digests.PARTS[:] = parts


@pytest.fixture
def office(city: City, leases: Leases) -> Department:
    """Its lease ends, and everybody has been told."""
    make.never_quiet()
    User.objects.filter(pk=city.hana.pk).update(email="hana@example.org")
    outbox.emit(TOPIC, [city.sanitation.pk])
    outbox.drain(TOPIC)
    return city.sanitation


def inbox(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/inbox/").text


def test_its_people_and_its_roles_hear_of_it_once(office: Department, city: City) -> None:
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"hana", "hugo", "sue"}
    assert tell(topic=TOPIC, references=[office.pk]) == 0


def test_it_is_read_in_the_inbox(office: Department, city: City) -> None:
    page = inbox(city.hana)
    assert f'<a href="/leases/{office.pk}/">Lease of 环卫中心</a>' in page
    assert "The lease of 环卫中心 ends" in page
    assert "Bring the keys" in page
    assert "The landlord" in page


def test_who_may_not_see_it_gets_no_link(office: Department, city: City) -> None:
    assert "Lease of 环卫中心" in inbox(city.sue)
    assert f"/leases/{office.pk}/" not in inbox(city.sue)


def test_what_is_no_longer_said_is_no_longer_read(office: Department, city: City, leases: Leases) -> None:
    leases.words = ""
    assert "Bring the keys" not in inbox(city.hana)


def test_it_goes_out_by_mail(office: Department, city: City) -> None:
    outbox.drain("notice.mail")
    (letter,) = mail.outbox
    assert letter.subject == "[sanitation] The lease of 环卫中心 ends: Lease of 环卫中心"
    assert "Office: 环卫中心\nNote: Bring the keys" in letter.body


def test_what_is_gone_keeps_its_line_and_sends_no_mail(office: Department, city: City) -> None:
    Notice.objects.update(key="0")
    outbox.drain("notice.mail")
    assert mail.outbox == []
    assert Delivery.objects.get().state == "dropped"
    assert "已不存在" in inbox(city.hana)
    assert [examine(check).count for check in checks() if check.name == "subjects"] == [3]


def test_a_kind_whose_house_is_not_there_any_more_breaks_nothing(office: Department, city: City) -> None:
    Notice.objects.update(kind="rumour")
    assert "已不存在" in inbox(city.hana)


def test_reading_it_is_its_receipt(office: Department, city: City) -> None:
    key = str(office.pk)
    assert has_unread(city.hana, LEASE, key)
    client = Client()
    client.force_login(city.hana)
    client.post("/inbox/read/", {"subject": f"{LEASE}:{key}"}, headers={"HX-Request": "true"})
    assert not has_unread(city.hana, LEASE, key)
    (receipt,) = receipts(LEASE, key)
    assert (receipt.read, receipt.notices[0].user, len(receipt.notices)) == (1, city.hana, 3)


def test_the_city_words_it_anew_with_the_facts_of_its_kind(office: Department, city: City) -> None:
    data = NoticeTextData("{name} 搬家", "{note}")
    NOTICE_TEXTS.save(key=f"{ENDS.name}/zh-hans", data=data, by=city.abel)
    assert "环卫中心 搬家" in inbox(city.hana)


def test_the_city_says_who_hears_of_it(city: City, leases: Leases) -> None:
    NOTICE_RULES.save(key=f"{ENDS.name}/{STAFF.name}", data=NoticeRuleData(told=False), by=city.abel)
    assert tell(topic=TOPIC, references=[city.sanitation.pk]) == 1
    assert Notice.objects.get().user == city.sue


def test_its_page_of_administration_offers_its_audiences_and_no_others(city: City, leases: Leases) -> None:
    client = Client()
    client.force_login(city.abel)
    page = client.get(f"/city/notices/{ENDS.name}/").text
    assert 'name="told_lease_staff"' in page
    assert 'name="told_leader"' in page
    assert 'name="told_squad"' not in page
    assert "{name}" in page


def test_it_has_its_part_in_the_digest(city: City, leases: Leases) -> None:
    eight = timezone.localtime().replace(hour=8, minute=0) + timedelta(minutes=1)
    make_digests(at=eight)
    assert Digest.objects.get(user=city.sue).counts == {"leases": 3}
    page = inbox(city.sue)
    assert "Leases that end" in page
    assert 'href="/leases/"' in page

"""A house of the tests' own above all others: findings at a case, which a unit fixes and a supervisor confirms.

All that it is made of are declarations for the engines: models, a table of moves, rules, a life, a clock, news,
evidence, a panel. Its tables are made for one test and go with its transaction.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import OVERSIGHT, UNIT, Role, role_label
from cases.models import Case
from citymgmt import urls
from common import outbox, workflow
from common.integrity import Check
from common.owed import Clock, Ladder, Owed
from common.owed.checks import wrongly_chased
from common.refusals import Refused
from common.subjects import Subject
from common.workflow import Word
from common.workflow.engine import Life, Promises
from common.workflow.events import ChainedEvent
from common.workflow.integrity import checks_of_history
from common.workflow.migrations import ChainHistory
from common.workflow.rules import Rules
from common.workflow.steps import steps_of
from departments.models import Department
from evidence import subjects as evidence
from evidence.actions import attach_photos
from evidence.subjects import EvidenceKind
from notices import subjects as notices
from notices.actions import declare
from notices.events import AUDIENCES, EVENTS, Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind
from registry import panels
from registry.panels import Panel

NAME, TOPIC = "remark", "test.remark"  # `finding` is a kind of the product
DAY = timedelta(days=1)


class State(TextChoices):
    OPEN = "open", "Open"
    FIXED = "fixed", "Fixed"
    CONFIRMED = "confirmed", "Confirmed"


class Relation(StrEnum):
    ANY = "any"
    OWN = "own"


class Need(StrEnum):
    PHOTOS = "photos"
    NOTE = "note"


class Guard(StrEnum):
    """Nothing but the state decides here."""


Move = workflow.Move[State, Relation, Need, Guard]


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> "FindingQuerySet":
        if user.role in OVERSIGHT:
            return self
        return self.filter(department__members__user=user) if user.role in UNIT else self.none()


class Finding(models.Model):
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    state = models.CharField(max_length=12, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    next_chase_at = models.DateTimeField(null=True)
    objects = FindingQuerySet.as_manager()

    class Meta:
        app_label = "findings"

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Subject:
        return Subject(NAME, str(self.pk))


class FindingEvent(ChainedEvent):
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")

    class Meta:
        app_label = "findings"
        constraints = [models.UniqueConstraint(fields=["finding", "seq"], name="finding_events_without_gaps")]


FIX, CONFIRM, FIND, LATE = "fix", "confirm", "find", "late"
MOVES: dict[str, Move] = {
    FIX: Move(
        FIX, "Fix", (State.OPEN,), State.FIXED, {Role.HANDLER: Relation.OWN}, icon="tool", needs=(Need.PHOTOS,),
        optional=(Need.NOTE,),
    ),
    CONFIRM: Move(CONFIRM, "Confirm", (State.FIXED,), State.CONFIRMED, {Role.SUPERVISOR: Relation.ANY}, icon="check"),
}  # fmt: skip
WORDS = {
    FIND: Word(FIND, "Found", "flag", (State.OPEN,), roles=frozenset({Role.SUPERVISOR})),
    LATE: Word(LATE, "Not confirmed in time", "bell", (State.FIXED,)),
}
TERM = Clock("term", due="due_at", level="level", ladder=Ladder(), escalated=LATE, states=(State.FIXED,))
FINDINGS = Owed("findings_finding", "findings_findingevent", "finding_id", TOPIC, (TERM,))


@dataclass(frozen=True, slots=True)
class Person:
    user: User

    @property
    def role(self) -> str:
        return self.user.role


@dataclass(frozen=True, slots=True)
class FindingRequest:
    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    photos: tuple[UUID, ...] = ()

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value)}


def _own(person: Person, finding: Finding) -> bool:
    return bool(finding.department.members.filter(user=person.user).exists())


RULES: Rules[Move, Finding, Person] = Rules(
    moves=MOVES, states=State, role_label=role_label, guards={}, needs={Need.PHOTOS: "Show it in a photo."},
    relations={Relation.ANY: lambda person, finding: True, Relation.OWN: _own},
    strangers={Relation.OWN: "Only the unit that was named may do this."},
    elsewhere="The finding is “%(state)s”; “%(move)s” is possible only while it is: %(states)s.",
)  # fmt: skip


class FindingLife(Life[Move, Finding, Person, FindingRequest, FindingEvent, int]):
    rules = RULES
    events = FindingEvent
    thing = "finding"
    absent = "There is no such finding, or it is not yours."
    stale = "%(who)s has just done “%(what)s”."
    version_missing = "Say which version you saw."
    quiet = frozenset({LATE})

    def find(self, key: int, by: User, *, lock: bool) -> Finding | None:
        seen = Finding.objects.visible_to(by).filter(pk=key)
        return (seen.select_for_update(of=("self",)) if lock else seen).first()

    def viewer(self, thing: Finding, by: User, at: datetime) -> Person:
        return Person(by)

    def movable(self, thing: Finding) -> dict[str, Any]:
        return {name: getattr(thing, name) for name in ("state", "version", "seq", "due_at", "level", "next_chase_at")}

    def make(
        self, thing: Finding, move: Move, request: FindingRequest, viewer: Person, at: datetime, fingerprint: str
    ) -> tuple[FindingEvent, Promises]:
        attach_photos(subject=thing.subject, ids=request.photos, by=viewer.user)
        before, thing.state = thing.state, move.target or thing.state
        thing.seq, thing.version, thing.level = thing.seq + 1, thing.version + 1, 0
        thing.due_at = at + DAY if thing.state == State.FIXED else None
        FINDINGS.schedule(thing)
        event = FindingEvent(
            id=request.id or uuid4(), finding=thing, seq=thing.seq, move=move.name, from_state=before,
            to_state=thing.state, by=viewer.user, at=at, note=request.note, data={}, content_hash=fingerprint,
        )  # fmt: skip
        return event, [(TOPIC, event.pk)]

    def save(self, thing: Finding, columns: list[str]) -> None:
        thing.save(update_fields=columns)


LIFE = FindingLife()


def find_something(*, case: Case, department: Department, title: str, at: datetime, by: User) -> Finding:
    finding: Finding = Finding.objects.create(case=case, department=department, title=title)
    first = FindingEvent(finding=finding, seq=1, move=FIND, to_state=finding.state, by=by, at=at)
    first.save(force_insert=True)
    outbox.emit(TOPIC, [first.pk])
    return finding


# --- news -------------------------------------------------------------------------------------------------------------

STAFF = Audience("finding_staff", "Unit of the finding", NAME)
TOLD = {
    FIND: Event("finding_found", NoticeKind.WORK, "Found: {title}", NAME, (Rule(STAFF.name, ()),)),
    FIX: Event("finding_fixed", NoticeKind.END, "Fixed: {title}", NAME, (Rule(Role.SUPERVISOR.value, ()),)),
    LATE: Event("finding_late", NoticeKind.CLOCK, "Nobody confirmed: {title}", NAME, (Rule(Role.LEADER.value, ()),)),
}


class FindingSubject(NoticeSubject):
    def __init__(self, finding: Finding, user: User) -> None:
        super().__init__(key=str(finding.pk), title=finding.title, url=finding.case.get_absolute_url())
        self._seen = Finding.objects.visible_to(user).filter(pk=finding.pk).exists()

    @property
    def visible(self) -> bool:
        return self._seen


class FindingNews(SubjectKind[Occasion, FindingSubject]):
    name = NAME
    model = Finding
    body = "{title}\n{note}"
    facts: Mapping[str, Callable[[FindingSubject, Said], str]] = {
        "title": lambda subject, said: subject.title, "note": lambda subject, said: said.note,
    }  # fmt: skip

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        found = Finding.objects.in_bulk([int(occasion.key) for occasion, __ in heard])
        units = [found[int(occasion.key)].department for occasion, __ in heard]
        return [{STAFF.name: list(unit.members.values_list("user", flat=True))} for unit in units]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, FindingSubject]:
        rows = Finding.objects.filter(pk__in=keys).select_related("case")
        return {str(row.pk): FindingSubject(row, user) for row in rows}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        rows = FindingEvent._default_manager.filter(pk__in=[UUID(event) for event in events]).select_related("by")
        return {str(row.pk): Said(str(row.by or ""), row.note) for row in rows}


def happened(references: Sequence[str]) -> list[Occasion]:
    rows = FindingEvent._default_manager.filter(pk__in=[UUID(each) for each in references], move__in=TOLD).order_by(
        "at", "seq"
    )
    return [Occasion(str(row.pk), TOLD[row.move].name, str(row.finding.pk), False, row.by_id) for row in rows]


# --- evidence, panel --------------------------------------------------------------------------------------------------


class FindingEvidence(EvidenceKind):
    name = NAME
    model = Finding

    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        rows = Finding.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "title")
        return {str(pk): title for pk, title in rows}

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        return {}

    def photo_refusal(self, user: User) -> Refused | None:
        return None

    def file_refusal(self, user: User) -> Refused | None:
        return None

    def address(self, subject: Subject, title: str) -> str:
        return f"/findings/{subject.key}/"

    def used_before(self, title: str) -> str:
        return f"Already used in {title}" if title else "Already used elsewhere"


def of_case(request: HttpRequest, number: str) -> HttpResponse:
    rows = Finding.objects.visible_to(current_user(request)).filter(case__number=number)
    return HttpResponse("".join(f"<p>{row.title}: {State(row.state).label}</p>" for row in rows))


urlpatterns = [path("findings/<str:number>/", of_case, name="findings_of_case"), *urls.urlpatterns]
handler500 = urls.handler500


PANEL = Panel(
    kind=Case.SUBJECT, name="case-remarks", title="Findings", order=5,
    address=lambda case: reverse("findings_of_case", args=[case.number]), may=lambda user, case: user.oversees,
    rows=lambda user, case: Finding.objects.visible_to(user).filter(case=case),
)  # fmt: skip
STEPS = steps_of(MOVES, WORDS, first=FIND)
CHECKS = (
    *checks_of_history(
        things="findings_finding", events="findings_findingevent", thing="finding_id", name="t.title", steps=STEPS,
        quiet=LIFE.quiet, prefix="finding_",
    ),
    Check("finding_chased", "Findings that are chased at the wrong time", wrongly_chased(FINDINGS, name="title")),
)  # fmt: skip


@contextmanager
def standing() -> Iterator[None]:
    """The house stands: its tables are made, its declarations known; afterwards they are forgotten."""
    with connection.schema_editor() as editor:
        editor.create_model(Finding)
        editor.create_model(FindingEvent)
        editor.execute(str(ChainHistory("findings_findingevent", thing="finding_id").sql), None)
    tables: list[dict[str, Any]] = [notices.KINDS, notices.TOPICS, EVENTS, AUDIENCES, outbox._topics, evidence.KINDS]
    before = [dict(table) for table in tables]
    declare(FindingNews(), declared=list(TOLD.values()), audiences=[STAFF], topics={TOPIC: happened})
    evidence.register(FindingEvidence())
    panels.register(PANEL)
    yield
    panels.forget(PANEL.kind, PANEL.name)
    for table, was in zip(tables, before, strict=True):
        table.clear()
        table.update(was)

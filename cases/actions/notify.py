"""Tells people: who hears of which events, once per person and event, in the inbox and by mail."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import UNIT, Role
from cases.models import CaseEvent, Notice
from cases.notices import DUTY_GRID, MAIL, NOTICE, OWN_ROLES, REPORTER, audience, headline
from common import outbox
from common.models import Message
from grids.models import DutyGrid

# RETURNING gives only the rows that are new: a message that comes twice tells nobody twice, by mail neither.
_TELL = """
INSERT INTO cases_notice (user_id, case_id, event_id, created_at)
SELECT user_id, case_id, event_id, %s FROM unnest(%s::bigint[], %s::uuid[], %s::uuid[]) AS t(user_id, case_id, event_id)
    ON CONFLICT (user_id, event_id) DO NOTHING
RETURNING id, user_id
"""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What decides who hears of an event; `by` does not: one's own deeds are no news."""

    event: UUID
    case: UUID
    groups: tuple[str, ...]
    department: int | None
    duty_grid: int | None
    reporter: int | None
    by: int | None


@outbox.handles(NOTICE, batch=200)
def tell_waiting(messages: Sequence[Message]) -> None:
    tell(events=[UUID(message.reference) for message in messages])


def tell(*, events: Sequence[UUID], at: datetime | None = None) -> int:
    """Write the notices of these events; how many are new. Call it inside a transaction."""
    occasions = _occasions(events)
    people = _People(occasions)
    pairs = [(user, occasion) for occasion in occasions for user in sorted(people.who_hear(occasion))]
    with connection.cursor() as cursor:
        users, cases = [user for user, __ in pairs], [occasion.case for __, occasion in pairs]
        cursor.execute(_TELL, [at or timezone.now(), users, cases, [occasion.event for __, occasion in pairs]])
        new = cursor.fetchall()
    outbox.emit(MAIL, [notice for notice, user in new if user in people.with_mail])
    return len(new)


def _occasions(events: Sequence[UUID]) -> list[Occasion]:
    columns = ("id", "case_id", "move", "data__level", "case__department_id", "case__duty_grid_id", "case__reporter_id")
    rows = CaseEvent.objects.filter(pk__in=events).order_by("at", "seq").values_list(*columns, "by_id")
    return [
        Occasion(event, case, audience(move, level=level or 0), *whose) for event, case, move, level, *whose in rows
    ]


class _People:
    """Everybody whom a batch of occasions could concern, in at most three queries."""

    def __init__(self, occasions: Sequence[Occasion]) -> None:
        self.with_mail: set[int] = set()
        self._of_role: dict[str, set[int]] = defaultdict(set)
        self._of_unit: dict[int | None, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._of_grid: dict[int | None, set[int]] = defaultdict(set)
        self._reporters: set[int] = set()
        self._load_users(occasions)
        self._load_members({occasion.department for occasion in occasions} - {None})
        self._load_inspectors({o.duty_grid for o in occasions if DUTY_GRID in o.groups} - {None})

    def who_hear(self, occasion: Occasion) -> set[int]:
        found: set[int] = set()
        for group in occasion.groups:
            found |= self._group(group, occasion)
        return found - {occasion.by}

    def _group(self, group: str, occasion: Occasion) -> set[int]:
        if group == REPORTER:
            return {occasion.reporter} & self._reporters if occasion.reporter else set()
        if group == DUTY_GRID:
            return self._of_grid[occasion.duty_grid]
        if group not in OWN_ROLES:
            return self._of_role[group]
        return self._members(group, occasion) or self._of_role[Role.SHIFT_LEADER]

    def _members(self, group: str, occasion: Occasion) -> set[int]:
        """A unit without the asked-for role hears as a whole, and one without people is the shift leader's business."""
        members = self._of_unit[occasion.department]
        asked = set[int]().union(*(members[role] for role in OWN_ROLES[group]))
        return asked or set[int]().union(*members.values())

    def _load_users(self, occasions: Sequence[Occasion]) -> None:
        reporters = {o.reporter for o in occasions if REPORTER in o.groups and o.reporter}
        roles = {group for o in occasions for group in o.groups if group in Role.values} | {Role.SHIFT_LEADER}
        users = User.objects.filter(is_active=True).exclude(role=Role.INTEGRATION)
        for pk, role, email in users.filter(role__in=roles).values_list("pk", "role", "email"):
            self._of_role[role].add(pk)
            self._note_mail(pk, email)
        for pk, email in users.filter(pk__in=reporters).values_list("pk", "email"):
            self._reporters.add(pk)
            self._note_mail(pk, email)

    def _load_members(self, departments: Iterable[int | None]) -> None:
        users = User.objects.filter(is_active=True, role__in=UNIT, membership__department__in=departments)
        for pk, role, email, unit in users.values_list("pk", "role", "email", "membership__department"):
            self._of_unit[unit][role].add(pk)
            self._note_mail(pk, email)

    def _load_inspectors(self, grids: Iterable[int | None]) -> None:
        rows = DutyGrid.inspectors.through.objects.filter(dutygrid__in=grids, user__is_active=True)
        for grid, pk, email in rows.values_list("dutygrid_id", "user_id", "user__email"):
            self._of_grid[grid].add(pk)
            self._note_mail(pk, email)

    def _note_mail(self, pk: int, email: str) -> None:
        if email:
            self.with_mail.add(pk)


@outbox.handles(MAIL, batch=1)
def mail_waiting(messages: Sequence[Message]) -> None:
    for message in messages:
        mail_notice(notice_id=int(message.reference))


def mail_notice(*, notice_id: int) -> bool:
    """Send the mail of a notice; False where nobody needs it any more (read in the inbox meanwhile, left the city).

    The Message-ID is the notice's own, so that a mail which a crash repeats is known as the same by its reader.
    """
    notices = Notice.objects.filter(pk=notice_id, read_at=None, user__is_active=True).exclude(user__email="")
    notice = notices.select_related("user", "event__by", "case__category", "case__department").first()
    if notice is None:
        return False
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    with translation.override(notice.user.language):
        what = headline(notice.event.move, notice.event.data)
        facts = {"notice": notice, "case": notice.case, "what": what, "site": settings.SITE_URL}
        subject = " ".join(render_to_string("cases/email/notice_subject.txt", facts).split())
        body = render_to_string("cases/email/notice.txt", facts)
    headers = {"Message-ID": f"<notice-{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    EmailMessage(subject, body, to=[notice.user.email], headers=headers).send()
    return True

"""What the people who keep the platform look after, instead of cases: is it set up, does it run, who changed it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import UNIT, Role
from cases.models import RoutingRule
from catalogue.models import FilingCondition
from common import heartbeat
from common.models import Message
from common.templatetags import marks
from departments.models import Department, Membership, WorkCalendar
from departments.registers import PEOPLE
from registry.actions import OPEN
from registry.homes import (
    Asked,
    Found,
    HomeCard,
    HomeList,
    HomePart,
    HomeStatus,
    Line,
    answered,
    home_line,
    lists,
    register,
)
from registry.models import Approval, ApprovalState, Change, PlannedChange, PlanState
from registry.presenters.changes import entries_of
from registry.registers import title_of

RECENT = 6  # changes on the auditor's home
CALENDAR_ENDS = 90  # days before the end of what a calendar knows at which somebody should think of it


def _before(at: datetime, **ago: float) -> ExpressionWrapper[Any]:
    """So long before a moment: reckoned by the database, for questions of homes are written for a stand-in of it."""
    return ExpressionWrapper(Value(at) - Value(timedelta(**ago)), DateTimeField())


def _one_row(rows: "QuerySet[Any]", **numbers: Count) -> "QuerySet[Any, Any]":
    """Numbers of all of them, as the one row of a question."""
    found: QuerySet[Any, Any] = rows.order_by().annotate(one=Value(1)).values("one").annotate(**numbers)
    return found


def _of_a_day(user: User, at: datetime) -> "QuerySet[Any, Any]":
    return _one_row(Change.objects.filter(at__gte=_before(at, days=1)), number=Count("*"))


def _undelivered(user: User, at: datetime) -> "QuerySet[Any, Any]":
    late = Q(dead_at=None, due_at__lt=_before(at, minutes=10))
    dead = Count("pk", filter=Q(dead_at__isnull=False))
    return _one_row(Message.objects.all(), dead=dead, late=Count("pk", filter=late))


_CHANGES, _UNDELIVERED = Asked(_of_a_day, ("number",), 1), Asked(_undelivered, ("dead", "late"), 1)
_NEWEST = Asked(lambda user, at: Change.objects.all()[:RECENT], ("pk", "at"), RECENT)


def _changes(at: datetime, answers: Sequence[Found]) -> Iterator[HomeStatus]:
    """What was changed of the set-up during the last day."""
    number = answers[0].lines[0]["number"] if answers[0].lines else 0
    words = ngettext("%(n)s change in the last 24 hours", "%(n)s changes in the last 24 hours", number) % {"n": number}
    yield HomeStatus(_("Changes by administrators"), words, url=reverse("registry:changes"))


def _outbox(at: datetime, answers: Sequence[Found]) -> Iterator[HomeStatus]:
    facts = answers[0].lines[0] if answers[0].lines else {}
    if not any(facts.values()):
        yield HomeStatus(_("Messages and reminders"), _("Everything was delivered."))
        return
    words = _("%(dead)s given up after several tries, %(late)s waiting for more than ten minutes") % facts
    yield HomeStatus(_("Messages and reminders"), words, True, reverse("dead_messages"))


def _plans(at: datetime) -> HomeStatus:
    """Changes of the set-up that wait for their day, and those that could not be made."""
    failed = Count("pk", filter=Q(state=PlanState.FAILED))
    open_ones = PlannedChange.objects.filter(state__in=OPEN)
    found = open_ones.aggregate(failed=failed, waiting=Count("pk") - failed, next=Min("on"))
    label, url = _("Planned changes"), reverse("registry:coming")
    if found["failed"]:
        return HomeStatus(label, _("%(failed)s could not be made on their day") % found, True, url)
    words = _("%(waiting)s to come, the next on %(next)s") % found if found["waiting"] else _("None is to come.")
    return HomeStatus(label, words, url=url)


def _approvals(user: User, at: datetime) -> "QuerySet[Approval]":
    """What other administrators asked for and somebody else has to approve, the oldest first."""
    return Approval.objects.filter(state=ApprovalState.WAITING).order_by("asked_at", "pk")


def _approval_line(row: Line, at: datetime) -> SafeString:
    return home_line(
        url=f"{reverse('registry:approvals')}#approval-{row['pk']}", seen=str(row["pk"]),
        lamp=marks.icon("user-check"), what=f"{title_of(row['kind'])} {row['label']}",
        unit=row["by__name"] or row["by__username"] or _("Operator"), due=marks.ago(row["asked_at"], now=at),
    )  # fmt: skip


_APPROVALS = HomeList(
    label=gettext_lazy("Waits for a second administrator"), page="registry:approvals", rows=_approvals,
    line=_approval_line, columns=("pk", "kind", "label", "by__name", "by__username", "asked_at"),
)  # fmt: skip


def _recent(at: datetime, answers: Sequence[Found]) -> Iterator[HomeCard]:
    """The newest changes of the set-up."""
    newest = tuple((change["pk"], change["at"]) for change in answers[0].lines)
    yield HomeCard(_recent_card(newest, get_language()))


@lru_cache(maxsize=8)
def _recent_card(newest: tuple[Any, ...], language: str) -> SafeString:
    """The card of the newest changes: a fifth of an auditor's home, and the same until there is another change.

    The log is append-only, and names that stand in the card are changed by a newer entry of it.
    """
    changes = entries_of(Change.objects.select_related("by", "reverted_by")[:RECENT])
    return render_to_string("home_changes.html", {"changes": changes})


def _clock(at: datetime) -> HomeStatus:
    silent = heartbeat.silent(at=at)
    words = _("Not heard of: %(names)s") % {"names": ", ".join(silent)} if silent else _("All jobs of the clock run.")
    return HomeStatus(_("Clock"), words, bool(silent))


def _calendars(at: datetime) -> HomeStatus:
    """A calendar knows its holidays to the end of the last year that has any."""
    known = list(WorkCalendar.objects.annotate(last=Max("days__date")).values_list("name", "last"))
    today = timezone.localdate(at)
    short = [
        name for name, last in known if last is None or (last.replace(month=12, day=31) - today).days < CALENDAR_ENDS
    ]
    if not known:
        short = [_("none is loaded")]
    words = _("End soon: %(names)s") % {"names": ", ".join(short)} if short else _("All know the coming months.")
    return HomeStatus(_("Working calendars"), words, bool(short), reverse("registry:setup"))


def _set_up(at: datetime) -> HomeStatus:
    staff = Membership.objects.filter(department=OuterRef("pk"), user__is_active=True, user__role__in=UNIT)
    counts = Department.objects.active().aggregate(units=Count("pk"), empty=Count("pk", filter=~Exists(staff)))
    counts |= {"rules": 0, "conditions": 0, **dict(_in_force("rules", RoutingRule).union(
        _in_force("conditions", FilingCondition), all=True))}  # fmt: skip
    words = _("%(units)s units, %(empty)s without people; %(rules)s rules, %(conditions)s filing conditions") % counts
    bad = counts["empty"] or not all(counts[name] for name in ("units", "rules", "conditions"))
    return HomeStatus(_("Set-up of the city"), words, bool(bad), reverse("registry:setup"))


def _in_force(name: str, model: type[Model]) -> QuerySet[Any, Any]:
    """How many there are, as a row of a union: two numbers in one statement."""
    rows = model._default_manager.filter(ended_on=None).order_by().annotate(counted=Value(name)).values("counted")
    found: QuerySet[Any, Any] = rows.annotate(number=Count("pk")).values_list("counted", "number")
    return found


def _accounts(at: datetime) -> HomeStatus:
    month = at - timedelta(days=30)
    people = User.objects.exclude(role=Role.INTEGRATION).aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        asleep=Count("pk", filter=Q(is_active=True) & (Q(last_login=None) | Q(last_login__lt=month))),
    )
    words = _("%(active)s active, %(asleep)s of them not signed in for a month") % people
    return HomeStatus(_("Accounts"), words, url=PEOPLE.home)


def _look_after(name: str, order: int, roles: Collection[str], look: Callable[[datetime], HomeStatus]) -> None:
    register(HomePart(name, order, roles, lambda user, at: [look(at)]))


_look_after("set-up", 20, {Role.ADMINISTRATOR}, _set_up)
_look_after("plans", 30, {Role.ADMINISTRATOR}, _plans)
_look_after("calendars", 31, {Role.ADMINISTRATOR}, _calendars)
_look_after("clock", 41, {Role.ADMINISTRATOR}, _clock)
_look_after("accounts", 42, {Role.ADMINISTRATOR}, _accounts)
register(lists("approvals", 10, {Role.ADMINISTRATOR: [_APPROVALS]}))
register(answered("changes", 30, {Role.AUDITOR}, _CHANGES, rows=_changes))
register(answered("outbox", 40, {Role.AUDITOR, Role.ADMINISTRATOR}, _UNDELIVERED, rows=_outbox))
register(answered("recent changes", 91, {Role.AUDITOR}, _NEWEST, rows=_recent))

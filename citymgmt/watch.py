"""What the people who keep the platform look after, instead of cases: is it sound, is it set up, does it speak."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import UNIT, Role
from cases.models import IntegrityReport, RoutingRule, Unmasking
from catalogue.models import FilingCondition
from common import heartbeat
from common.models import Message
from departments.models import Department, Membership, WorkCalendar
from notices.health import failing_channels
from registry.actions import OPEN
from registry.models import Change, PlannedChange, PlanState
from registry.presenters.changes import Entry, entries_of

RECENT = 6  # rows of each kind on the auditor's home
PROOF_HOLDS = timedelta(days=2)
CALENDAR_ENDS = 90  # days before the end of what a calendar knows at which somebody should think of it


@dataclass(frozen=True)
class Watched:
    """One thing with how it stands; `tone` is bad where somebody must act."""

    label: str
    words: str
    tone: str = "good"
    url: str = ""


def watch(now: datetime, role: str) -> list[Watched]:
    lines = [look(now) for look in WATCHED.get(role, ())]
    return [*_failing(now), *lines] if role == Role.ADMINISTRATOR else lines


def _sound(now: datetime) -> Watched:
    label, last = _("Histories and duties (fsck)"), IntegrityReport.objects.order_by("-at").first()
    if last is None:
        return Watched(label, _("Never looked through. It is done every night, and by manage.py fsck."), "bad")
    when = date_format(timezone.localtime(last.at), "Y-m-d H:i")
    if last.wrong:
        found = "; ".join(f"{name}: {count}" for name, count, __ in last.findings[:3])
        return Watched(label, _("%(when)s: wrong: %(found)s") % {"when": when, "found": found}, "bad")
    old = now - last.at > PROOF_HOLDS
    words = _("%(when)s: sound, but that is long ago.") if old else _("%(when)s: everything is sound.")
    return Watched(label, words % {"when": when}, "bad" if old else "good")


def _changes(now: datetime) -> Watched:
    """What was changed of the set-up during the last day."""
    number = Change.objects.filter(at__gte=now - timedelta(days=1)).count()
    words = ngettext("%(n)s change in the last 24 hours", "%(n)s changes in the last 24 hours", number) % {"n": number}
    return Watched(_("Changes by administrators"), words, url=reverse("registry:changes"))


def _outbox(now: datetime) -> Watched:
    late = Q(dead_at=None, due_at__lt=now - timedelta(minutes=10))
    found = Message.objects.aggregate(dead=Count("pk", filter=Q(dead_at__isnull=False)), late=Count("pk", filter=late))
    if not found["dead"] and not found["late"]:
        return Watched(_("Messages and reminders"), _("Everything was delivered."))
    words = _("%(dead)s given up after several tries, %(late)s waiting for more than ten minutes") % found
    return Watched(_("Messages and reminders"), words, "bad", reverse("dead_messages"))


def _plans(now: datetime) -> Watched:
    """Changes of the set-up that wait for their day, and those that could not be made."""
    failed = Count("pk", filter=Q(state=PlanState.FAILED))
    open_ones = PlannedChange.objects.filter(state__in=OPEN)
    found = open_ones.aggregate(failed=failed, waiting=Count("pk") - failed, next=Min("on"))
    label, url = _("Planned changes"), reverse("registry:coming")
    if found["failed"]:
        return Watched(label, _("%(failed)s could not be made on their day") % found, "bad", url)
    words = _("%(waiting)s to come, the next on %(next)s") % found if found["waiting"] else _("None is to come.")
    return Watched(label, words, url=url)


def _failing(now: datetime) -> list[Watched]:
    """A line for each way out of the house that fails."""
    lines = []
    for way in failing_channels():
        when = date_format(timezone.localtime(way.since), "Y-m-d H:i")
        words = ngettext(
            "fails since %(when)s, %(n)s notice waits", "fails since %(when)s, %(n)s notices wait", way.waiting
        )
        url = reverse("notices:channel", args=[way.channel.pk]) if way.channel else reverse("notices:channels")
        name = way.channel.name if way.channel else _("Mail")
        lines.append(
            Watched(_("Channel %(name)s") % {"name": name}, words % {"when": when, "n": way.waiting}, "bad", url)
        )
    return lines


@dataclass(frozen=True)
class Recent:
    """What an auditor reads first: who looked at reporters' names, and what administrators changed."""

    looks: list[Unmasking]
    changes: list[Entry]


def recent(role: str) -> Recent | None:
    """For the auditor; nothing for others."""
    if role != Role.AUDITOR:
        return None
    looks = Unmasking.objects.select_related("user", "case")[:RECENT]
    return Recent(list(looks), entries_of(Change.objects.select_related("by", "reverted_by")[:RECENT]))


def _clock(now: datetime) -> Watched:
    silent = heartbeat.silent(at=now)
    words = _("Not heard of: %(names)s") % {"names": ", ".join(silent)} if silent else _("All jobs of the clock run.")
    return Watched(_("Clock"), words, "bad" if silent else "good")


def _calendars(now: datetime) -> Watched:
    """A calendar knows its holidays to the end of the last year that has any."""
    known = list(WorkCalendar.objects.annotate(last=Max("days__date")).values_list("name", "last"))
    today = timezone.localdate(now)
    short = [
        name for name, last in known if last is None or (last.replace(month=12, day=31) - today).days < CALENDAR_ENDS
    ]
    if not known:
        short = [_("none is loaded")]
    words = _("End soon: %(names)s") % {"names": ", ".join(short)} if short else _("All know the coming months.")
    return Watched(_("Working calendars"), words, "bad" if short else "good", reverse("cities:setup"))


def _set_up(now: datetime) -> Watched:
    staff = Membership.objects.filter(department=OuterRef("pk"), user__is_active=True, user__role__in=UNIT)
    counts = Department.objects.active().aggregate(units=Count("pk"), empty=Count("pk", filter=~Exists(staff)))
    counts["rules"] = RoutingRule.objects.filter(ended_on=None).count()
    counts["conditions"] = FilingCondition.objects.filter(ended_on=None).count()
    words = _("%(units)s units, %(empty)s without people; %(rules)s rules, %(conditions)s filing conditions") % counts
    bad = counts["empty"] or not all(counts[name] for name in ("units", "rules", "conditions"))
    return Watched(_("Set-up of the city"), words, "bad" if bad else "good", reverse("cities:setup"))


def _accounts(now: datetime) -> Watched:
    month = now - timedelta(days=30)
    people = User.objects.exclude(role=Role.INTEGRATION).aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        asleep=Count("pk", filter=Q(is_active=True) & (Q(last_login=None) | Q(last_login__lt=month))),
    )
    words = _("%(active)s active, %(asleep)s of them not signed in for a month") % people
    return Watched(_("Accounts"), words, url=reverse("admin:accounts_user_changelist"))


WATCHED: Mapping[str, tuple[Callable[[datetime], Watched], ...]] = {
    Role.AUDITOR: (_sound, _changes, _outbox),
    Role.ADMINISTRATOR: (_set_up, _plans, _calendars, _outbox, _clock, _accounts),
}

"""What a unit head's day begins with: counted for all units at once, listed for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Digest
from cases.querysets import asked
from cases.workflow import OWED
from common.owed import Lamp

LISTED = 10


@dataclass(frozen=True)
class Section:
    """One part of a digest: which of a unit's open cases, and the filters of the list that show the same."""

    name: str
    title: Promise | str
    which: Q
    query: dict[str, str]


def sections(at: datetime) -> tuple[Section, ...]:
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    yesterday = at - timedelta(days=1)
    owed = Q(state__in=OWED)
    return (
        Section("overdue", gettext_lazy("Overdue"), owed & Q(due_at__lt=at), {"lamp": Lamp.RED.value}),
        Section(
            "due_today", gettext_lazy("Due today"), owed & Q(due_at__gte=at, due_at__lt=midnight),
            {"due_after": at.isoformat(), "due_before": midnight.isoformat()},
        ),
        Section(
            "fresh", gettext_lazy("New since yesterday"), owed & Q(dispatched_at__gte=yesterday),
            {"dispatched_after": yesterday.isoformat()},
        ),
        Section("waiting", gettext_lazy("Waiting for an answer"), asked(), {"asked": "true"}),
    )  # fmt: skip


def counts(units: Iterable[int], *, at: datetime) -> dict[int, dict[str, int]]:
    """By unit how many cases each section has, in one query; units without any are left out."""
    numbers: dict[str, Any] = {section.name: Count("pk", filter=section.which) for section in sections(at)}
    cases = Case.objects.filter(is_open=True, department__in=set(units)).order_by().values_list("department")
    return {unit: dict(zip(numbers, found, strict=True)) for unit, *found in cases.annotate(**numbers)}


@dataclass(frozen=True)
class Figure:
    """A number of a digest that leads to its cases."""

    name: str
    title: str
    number: int
    url: str


def figures(digest: Digest) -> list[Figure]:
    """What there is to say; empty parts are left out."""
    address = reverse("cases:list")
    found = [
        Figure(each.name, str(each.title), getattr(digest, each.name), f"{address}?{urlencode(each.query)}")
        for each in sections(digest.made_at)
    ]
    return [figure for figure in found if figure.number]


def headline(digest: Digest) -> str:
    figured = _(", ").join(f"{figure.title} {figure.number}" for figure in figures(digest))
    return _("%(day)s: %(figures)s") % {"day": date_format(digest.day, "Y-m-d"), "figures": figured}


def listing(digest: Digest, unit: int, *, site: str) -> str:
    """The cases of each part, the most pressing first, with links where the site knows its own address."""
    blocks = []
    for section in sections(digest.made_at):
        cases = Case.objects.filter(section.which, is_open=True, department=unit).select_related("category")
        rows = list(cases.order_by("due_at", "id")[:LISTED])
        if rows:
            number = max(getattr(digest, section.name), len(rows))
            more = _("… and %(n)d more") % {"n": number - len(rows)} if number > len(rows) else ""
            lines = [f"{section.title} ({number})", *(_line(case, site) for case in rows), more]
            blocks.append("\n".join(line for line in lines if line))
    return "\n\n".join(blocks)


def _line(case: Case, site: str) -> str:
    due = date_format(timezone.localtime(case.due_at), "m-d H:i") if case.due_at else ""
    url = f"{site}{case.get_absolute_url()}" if site else ""
    return "  ".join(part for part in (case.number, str(case.category), case.address, due, url) if part)


def latest_digest(user_id: int, *, at: datetime) -> Digest | None:
    """Today's, where it says something."""
    digest = Digest.objects.filter(user=user_id, day=timezone.localdate(at)).first()
    return digest if digest and digest.says_something else None

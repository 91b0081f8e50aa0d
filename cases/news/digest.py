"""What a unit head's day begins with: counted for all units at once, listed for one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from cases.querysets import asked
from cases.querysets.lateness import overdue_at
from cases.querysets.scopes import Overlap, array
from cases.workflow import OWED
from catalogue.choices import Stage
from common.moments import local
from departments.models import Membership
from notices.digests import DigestPart
from notices.models import Digest

LISTED = 10
OWN = {"own_unit": "true"}  # a head's day begins with the own unit; those below have heads of their own
DISPOSE = {"stage": Stage.DISPOSE.value}
_OWED = Q(state__in=OWED)


def _own(units: Collection[int]) -> Q:
    """As the filter `own_unit` says: owed by one of the units, or sent to it as a squad. Who sees them finds them."""
    seen = Q(Overlap(F("seen_by"), array(units)), is_open=True)
    return seen & (Q(department__in=units) | Q(squad__in=units))


def _tomorrow(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _which(at: datetime) -> dict[str, Q]:
    """By section which of a unit's open cases it means."""
    return {
        "overdue": overdue_at(at),
        "due_today": _OWED & Q(due_at__gte=at, due_at__lt=_tomorrow(at)),
        "fresh": _OWED & Q(dispatched_at__gte=at - timedelta(days=1)),
        "waiting": asked(),
    }


def _query(section: str, at: datetime) -> dict[str, str]:
    """The filters of the list that show the same."""
    return {
        "overdue": {"overdue": "true"},
        "due_today": DISPOSE | {"due_after": at.isoformat(), "due_before": _tomorrow(at).isoformat()},
        "fresh": DISPOSE | {"dispatched_after": (at - timedelta(days=1)).isoformat()},
        "waiting": {"asked": "true"},
    }[section]


class CaseDigest(DigestPart):
    sections: Mapping[str, Promise | str] = {
        "overdue": pgettext_lazy("case", "Overdue"),
        "due_today": gettext_lazy("Due today"),
        "fresh": gettext_lazy("New since yesterday"),
        "waiting": gettext_lazy("Waiting for an answer"),
    }
    roles = frozenset({Role.DEPARTMENT_HEAD})

    def readers(self) -> QuerySet[User]:
        heads = User.objects.filter(is_active=True, role__in=self.roles, membership__isnull=False)
        return heads.select_related("membership")

    def counts(self, readers: Sequence[User], *, at: datetime) -> Mapping[int, Mapping[str, int]]:
        units = {user.pk: user.membership.department_id for user in readers if hasattr(user, "membership")}
        numbers: dict[str, Any] = {name: Count("pk", filter=which) for name, which in _which(at).items()}
        cases = Case.objects.filter(_own(set(units.values()))).order_by()
        of_unit: dict[int, Counter[str]] = defaultdict(Counter)
        for department, squad, *found in cases.values_list("department", "squad").annotate(**numbers):
            for unit in {department, squad} - {None}:
                of_unit[unit].update(dict(zip(numbers, found, strict=True)))
        return {user: of_unit[unit] for user, unit in units.items() if unit in of_unit}

    def url(self, section: str, *, at: datetime) -> str:
        return f"{reverse('cases:list')}?{urlencode(_query(section, at) | OWN)}"

    def listing(self, digest: Digest, *, site: str) -> list[str]:
        """The cases of each section, the most pressing first; nothing for who has no unit any more."""
        unit = Membership.objects.filter(user=digest.user_id).values_list("department", flat=True).first()
        if unit is None:
            return []
        which = _which(digest.made_at)
        return [
            part for name, condition in which.items() if (part := self._section(name, condition, unit, digest, site))
        ]

    def _section(self, name: str, which: Q, unit: int, digest: Digest, site: str) -> str:
        cases = Case.objects.filter(which, _own([unit])).select_related("category")
        rows = list(cases.order_by("due_at", "id")[:LISTED])
        if not rows:
            return ""
        number = max(digest.counts.get(name, 0), len(rows))
        more = _("… and %(n)d more") % {"n": number - len(rows)} if number > len(rows) else ""
        lines = [f"{self.sections[name]} ({number})", *(_line(case, site) for case in rows), more]
        return "\n".join(line for line in lines if line)


def _line(case: Case, site: str) -> str:
    due = date_format(local(case.due_at), "m-d H:i") if case.due_at else ""
    url = f"{site}{case.get_absolute_url()}" if site else ""
    return "  ".join(part for part in (case.number, str(case.category), case.address, due, url) if part)

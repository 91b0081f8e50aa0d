"""What waits of places on a person's home: to the head of a unit the permits to decide on."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from places.models import Permit
from places.workflow import PermitState
from registry.homes import HomePart, HomeSection, home_line, register

SHOWN = 3


def _to_decide(user: User, at: datetime) -> Iterator[HomeSection]:
    """The applications that wait for this head, the oldest first, in one statement."""
    waiting = Permit.objects.visible_to(user).decided_by(user).filter(state=PermitState.APPLIED)
    rows = list(
        waiting.annotate(total=Window(Count("pk"))).select_related("place", "unit")
        .only("number", "kind", "holder", "applied_at", "version", "place__name", "unit__name", "unit__short_name")
        .order_by("applied_at", "pk")[:SHOWN]
    )  # fmt: skip
    number = rows[0].total if rows else 0  # type: ignore[attr-defined]
    url = f"{reverse('places:permits')}?state={PermitState.APPLIED}&own=true"
    lines = [
        home_line(
            url=row.get_absolute_url(), seen=f"{row.pk}.{row.version}", lamp=SafeString(""),
            what=f"{row.get_kind_display()} · {row.holder}", place=row.place or "", unit=row.unit,
            due=marks.ago(row.applied_at, now=at), number=row.number,
        ) for row in rows
    ]  # fmt: skip
    yield HomeSection(_("Permits to decide"), url, number, lines)


register(HomePart("permits to decide", 70, {Role.DEPARTMENT_HEAD}, _to_decide))

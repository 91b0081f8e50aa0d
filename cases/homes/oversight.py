"""For those who watch over the house: whether histories are sound, and who looked at reporters' names."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases.models import IntegrityReport, Unmasking
from registry.homes import HomeCard, HomePart, HomeStatus, register

LOOKS = 6  # the newest that a home shows
PROOF_HOLDS = timedelta(days=2)  # it is made every night: an older one says that the clock stands


def _sound(user: User, at: datetime) -> Iterator[HomeStatus]:
    label, last = _("Histories and duties (fsck)"), IntegrityReport.objects.order_by("-at").first()
    if last is None:
        words = _("Never looked through. It is done every night, and by manage.py fsck.")
        yield HomeStatus(label, words, bad=True)
        return
    when = date_format(timezone.localtime(last.at), "Y-m-d H:i")
    if last.wrong:
        found = "; ".join(f"{name}: {count}" for name, count, __ in last.findings[:3])
        yield HomeStatus(label, _("%(when)s: wrong: %(found)s") % {"when": when, "found": found}, bad=True)
        return
    old = at - last.at > PROOF_HOLDS
    words = _("%(when)s: sound, but that is long ago.") if old else _("%(when)s: everything is sound.")
    yield HomeStatus(label, words % {"when": when}, old)


def _looks(user: User, at: datetime) -> Iterator[HomeCard]:
    shown = ("at", "purpose", "note", "user__username", "user__name", "user__role", "case__number")
    looks = Unmasking.objects.select_related("user", "case").only(*shown)[:LOOKS]
    yield HomeCard(render_to_string("cases/home_looks.html", {"looks": looks}))


register(HomePart("soundness", 20, {Role.AUDITOR}, _sound))
register(HomePart("unmaskings", 90, {Role.AUDITOR}, _looks))

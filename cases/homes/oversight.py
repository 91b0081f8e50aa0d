"""For those who watch over the house: whether histories are sound and anchored, who looked at reporters' names."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases.models import IntegrityReport, Unmasking
from cases.queries.anchors import Kept, kept
from registry.homes import Asked, Found, HomeCard, HomePart, HomeStatus, answered, register

LOOKS = 6  # the newest that a home shows
ANCHOR_HOLDS = timedelta(days=2)  # one is made each day
PROOF_HOLDS = timedelta(days=2)  # it is made every night: an older one says that the clock stands


_NEWEST_LOOKS = Asked(lambda user, at: Unmasking.objects.all()[:LOOKS], ("pk", "at"), LOOKS)
_PROOF = Asked(lambda user, at: IntegrityReport.objects.order_by("-at")[:1], ("at", "wrong", "findings"), 1)


def _sound(at: datetime, answers: Sequence[Found]) -> Iterator[HomeStatus]:
    label, last = _("Histories and duties (fsck)"), next(iter(answers[0].lines), None)
    if last is None:
        words = _("Never looked through. It is done every night, and by manage.py fsck.")
        yield HomeStatus(label, words, bad=True)
        return
    when = _moment(last["at"])
    if last["wrong"]:
        found = "; ".join(f"{name}: {count}" for name, count, __ in last["findings"][:3])
        yield HomeStatus(label, _("%(when)s: wrong: %(found)s") % {"when": when, "found": found}, bad=True)
        return
    old = at - last["at"] > PROOF_HOLDS
    words = _("%(when)s: sound, but that is long ago.") if old else _("%(when)s: everything is sound.")
    yield HomeStatus(label, words % {"when": when}, old)


def _anchored(user: User, at: datetime) -> Iterator[HomeStatus]:
    """When the history was last sealed into a record outside of the database, and whether somebody has one."""
    label, url, proof = _("Anchors of the history"), reverse("cases:anchors"), kept()
    if proof.at is None:
        yield HomeStatus(label, _("None was made. The clock makes one each day."), True, url)
    else:
        facts = {"when": _moment(proof.at), "number": proof.number, "taken": _taken(proof)}
        words = _("%(when)s, number %(number)s; %(taken)s") % facts
        yield HomeStatus(label, words, at - proof.at > ANCHOR_HOLDS, url)
    if proof.works_as_owner:
        words = _("The platform works as the owner of its tables, who can rewrite histories.")
        yield HomeStatus(_("Database role"), words, True)


def _taken(proof: Kept) -> str:
    """By whom the newest that left the house was taken."""
    if proof.taken_at is None:
        return _("nobody has taken one yet")
    facts = {"number": proof.taken, "who": proof.taken_by, "when": _moment(proof.taken_at)}
    return _("number %(number)s was taken by %(who)s on %(when)s") % facts


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")


def _looks(at: datetime, answers: Sequence[Found]) -> Iterator[HomeCard]:
    """The newest looks at reporters' names."""
    newest = tuple((look["pk"], look["at"]) for look in answers[0].lines)
    yield HomeCard(_looks_card(newest, at.replace(second=0, microsecond=0), get_language()))


@lru_cache(maxsize=8)
def _looks_card(newest: tuple[Any, ...], minute: datetime, language: str) -> SafeString:
    """Drawn once a minute, since people's names may change meanwhile: the same until there is another look."""
    shown = ("at", "purpose", "note", "user__username", "user__name", "user__role", "case__number")
    looks = Unmasking.objects.select_related("user", "case").only(*shown)[:LOOKS]
    return render_to_string("cases/home_looks.html", {"looks": looks})


register(answered("soundness", 20, {Role.AUDITOR}, _PROOF, rows=_sound))
register(HomePart("anchors", 21, {Role.AUDITOR}, _anchored))
register(answered("unmaskings", 90, {Role.AUDITOR}, _NEWEST_LOOKS, rows=_looks))

"""The inbox: what happened to me, by case, the unread first, each with the move that is mine to make."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import Role
from cases.actions import mark_read
from cases.models import Case, Notice
from cases.notices import EVENTS, NoticeKind, words_in_force
from cases.notices.digests import figures, latest_digest
from cases.permissions import Viewer, first_move
from cases.queries import Rulebook, rulebook, unread, unread_by_event
from cases.views.parts import working_left
from cases.workflow import Move
from common.refusals import Malformed

UNREAD_SHOWN, READ_SHOWN = 200, 50
LIVE = "cases/inbox_live.html"


@dataclass
class Group:
    """The notices of one case, the newest first; `move` is the next one that this person may make.

    `working` is the working time left, where the limit counts in it.
    """

    case: Case
    visible: bool
    lamp: str
    move: Move | None
    working: timedelta | None
    notices: list[tuple[Notice, str]] = field(default_factory=list)

    @property
    def unread(self) -> list[int]:
        return [notice.pk for notice, __ in self.notices if notice.read_at is None]


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The page, or its fragment for the page's own asking: 204 while nothing has changed since `seen`."""
    user, kind = current_user(request), _kind(request.GET.get("kind", ""))
    notices = _notices(user, kind)
    seen = _fingerprint(notices)
    fragment = bool(request.htmx)  # type: ignore[attr-defined]
    if fragment and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    return _show(request, user, notices, kind, LIVE if fragment else "cases/inbox.html")


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark as read: those of a case that was opened, the notices named, or all (of the kind shown) up to the moment at
    which the page was shown."""
    if number := request.POST.get("case", ""):
        mark_read(case=number[:40], by=current_user(request))
        return render(request, "components/inbox_count.html", {"number": unread(current_user(request)), "oob": True})
    user, kind = current_user(request), _kind(request.POST.get("kind", ""))
    chosen = request.POST.getlist("notice")
    if not all(number.isdecimal() and len(number) < 19 for number in chosen):
        raise Malformed(_("There is no such notice."))
    if chosen:
        mark_read(notices=[int(number) for number in chosen], by=user)
    else:
        mark_read(up_to=_moment(request.POST.get("up_to", "")), events=_events(kind), by=user)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("cases:inbox")
    return _show(request, user, _notices(user, kind), kind, LIVE)


def _moment(text: str) -> datetime:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at):
        raise Malformed(_("Say up to when the notices were seen."), errors={"up_to": [_("Not a point in time.")]})
    return at


def _kind(name: str) -> NoticeKind | None:
    """By what the inbox is narrowed; what is unknown narrows nothing."""
    return NoticeKind(name) if name in NoticeKind.values else None


def _events(kind: NoticeKind | None) -> list[str] | None:
    return None if kind is None else [event.name for event in EVENTS.values() if event.kind == kind]


def _notices(user: User, kind: NoticeKind | None) -> list[Notice]:
    related = ("event__by", "by", "case__category", "case__department", "case__street")
    notices = Notice.objects.filter(user=user).select_related(*related).defer("case__street__geom")
    events = _events(kind)
    if events is not None:
        notices = notices.filter(what__in=events)
    return [*notices.filter(read_at=None)[:UNREAD_SHOWN], *notices.exclude(read_at=None)[:READ_SHOWN]]


def _fingerprint(notices: Sequence[Notice]) -> str:
    """Changes with every notice that comes or is read and with every event of a case on the page."""
    newest = max((notice.pk for notice in notices), default=0)
    events = sum({notice.case_id: notice.case.seq for notice in notices}.values())
    return f"{newest}-{sum(notice.read_at is None for notice in notices)}-{events}"


def _show(
    request: HttpRequest, user: User, notices: Sequence[Notice], kind: NoticeKind | None, template: str
) -> HttpResponse:
    now, number = timezone.now(), unread_by_event(user)
    digest = latest_digest(user.pk, at=now) if user.role == Role.DEPARTMENT_HEAD else None
    context: dict[str, Any] = {
        "groups": _groups(user, notices, now), "number": sum(number.values()), "now": now, "shown": UNREAD_SHOWN,
        "unread": sum(number.values()),  # the bell of the frame need not count again
        "seen": _fingerprint(notices), "fragment": template == LIVE, "kind": kind.value if kind else "",
        "tabs": _tabs(kind, number), "figures": figures(digest) if digest else [],
    }  # fmt: skip
    return render(request, template, context)


def _tabs(current: NoticeKind | None, number: Mapping[str, int]) -> list[dict[str, Any]]:
    """All, and each kind with how many of it are unread."""
    found: list[dict[str, Any]] = [{"label": _("All"), "url": "?", "current": current is None}]
    for kind in NoticeKind:
        count = sum(number.get(event, 0) for event in _events(kind) or ())
        found.append({"label": kind.label, "url": f"?kind={kind}", "current": kind == current, "count": count or None})
    return found


def _groups(user: User, notices: Iterable[Notice], at: datetime) -> list[Group]:
    """By case; a case that went to somebody else meanwhile keeps its line and loses its link."""
    notices = list(notices)
    visible = set(
        Case.objects.visible_to(user).filter(pk__in={n.case_id for n in notices}).values_list("pk", flat=True)
    )
    viewer, book, groups = Viewer(user), rulebook(), dict[UUID, Group]()
    words = words_in_force(notice.what for notice in notices)
    for notice in notices:
        if notice.case_id not in groups:
            groups[notice.case_id] = _group(notice.case, viewer, book, at, visible=notice.case_id in visible)
        groups[notice.case_id].notices.append((notice, words.title(notice)))
    return sorted(groups.values(), key=lambda group: (not group.unread, -max(n.pk for n, __ in group.notices)))


def _group(case: Case, viewer: Viewer, book: Rulebook, at: datetime, *, visible: bool) -> Group:
    move = first_move(viewer, case) if visible else None
    return Group(case, visible, case.lamp(at=at), move, working_left(case, at=at, book=book))

"""The inbox: what happened to me, by subject, the unread first, each with what I can do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import current_user
from common.refusals import Malformed
from notices.actions import mark_read
from notices.digests import figures, latest_digest
from notices.events import EVENTS, NoticeKind
from notices.models import Notice
from notices.queries import unread, unread_by_event
from notices.subjects import KINDS, Found, NoticeEntry, NoticeSubject, entries, subjects_of
from notices.texts import texts_in_force

UNREAD_SHOWN, READ_SHOWN = 200, 50
LIVE = "notices/inbox_live.html"


@dataclass
class InboxGroup:
    """The notices of one subject with their titles, the newest first."""

    subject: NoticeSubject
    entries: list[tuple[NoticeEntry, str]] = field(default_factory=list)

    @property
    def unread(self) -> list[int]:
        return [entry.notice.pk for entry, __ in self.entries if entry.notice.read_at is None]

    @property
    def newest(self) -> int:
        return max(entry.notice.pk for entry, __ in self.entries)


@dataclass(frozen=True)
class InboxPage:
    """One page of an inbox: by what it is narrowed, its notices and what they are about."""

    user: User
    kind: NoticeKind | None
    notices: Sequence[Notice]
    subjects: Found

    @property
    def seen(self) -> str:
        """Changes with every notice that comes or is read and with every subject on the page that does."""
        newest = max((notice.pk for notice in self.notices), default=0)
        stamps = sum(subject.stamp for subject in self.subjects.values())
        return f"{newest}-{sum(notice.read_at is None for notice in self.notices)}-{stamps}"


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The page, or its fragment for the page's own asking: 204 while nothing has changed since `seen`."""
    page = _page(request, request.GET.get("kind", ""))
    fragment = bool(request.htmx)  # type: ignore[attr-defined]
    if fragment and request.GET.get("seen") == page.seen:
        return HttpResponse(status=204)
    return _show(request, page, LIVE if fragment else "notices/inbox.html")


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark as read: those of a subject that was opened, the notices named, or all (of the kind shown) up to the moment
    at which the page was shown."""
    user, kind = current_user(request), _kind(request.POST.get("kind", ""))
    if subject := request.POST.get("subject", ""):
        mark_read(subject=_subject(subject), by=user)
        return render(request, "components/inbox_count.html", {"number": unread(user), "oob": True})
    if chosen := request.POST.getlist("notice"):
        mark_read(notices=[_number(each) for each in chosen], by=user)
    else:
        mark_read(up_to=_moment(request.POST.get("up_to", "")), events=_events(kind), by=user)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("notices:inbox")
    return _show(request, _page(request, request.POST.get("kind", "")), LIVE)


def _subject(text: str) -> tuple[str, str]:
    kind, __, key = text.partition(":")
    if kind not in KINDS or "\0" in key:
        raise Malformed(_("There is no such notice."))
    return kind, key


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Malformed(_("There is no such notice."))
    return int(text)


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


def _page(request: HttpRequest, kind_name: str) -> InboxPage:
    user, kind = current_user(request), _kind(kind_name)
    notices = _notices(user, kind)
    return InboxPage(user, kind, notices, subjects_of(notices, user))


def _notices(user: User, kind: NoticeKind | None) -> list[Notice]:
    """The unread and the read ones, each the newest first, in one query."""
    notices, events = Notice.objects.filter(user=user), _events(kind)
    if events is not None:
        notices = notices.filter(what__in=events)
    new, old = notices.filter(read_at=None)[:UNREAD_SHOWN], notices.exclude(read_at=None)[:READ_SHOWN]
    return list(new.union(old, all=True))


def _show(request: HttpRequest, page: InboxPage, template: str) -> HttpResponse:
    now, number = timezone.now(), unread_by_event(page.user)
    digest = latest_digest(page.user, at=now)
    context: dict[str, Any] = {
        "groups": _groups(page), "number": sum(number.values()), "now": now, "shown": UNREAD_SHOWN,
        "unread": sum(number.values()),  # the bell of the frame need not count again
        "seen": page.seen, "fragment": template == LIVE, "kind": page.kind.value if page.kind else "",
        "tabs": _tabs(page.kind, number), "figures": figures(digest) if digest else [],
    }  # fmt: skip
    return render(request, template, context)


def _tabs(current: NoticeKind | None, number: Mapping[str, int]) -> list[dict[str, Any]]:
    """All, and each kind with how many of it are unread."""
    found: list[dict[str, Any]] = [{"label": _("All"), "url": "?", "current": current is None}]
    for kind in NoticeKind:
        count = sum(number.get(event, 0) for event in _events(kind) or ())
        found.append({"label": kind.label, "url": f"?kind={kind}", "current": kind == current, "count": count or None})
    return found


def _groups(page: InboxPage) -> list[InboxGroup]:
    texts, groups = texts_in_force(notice.what for notice in page.notices), dict[tuple[str, str], InboxGroup]()
    for entry in entries(page.notices, page.subjects):
        group = groups.setdefault((entry.notice.kind, entry.notice.key), InboxGroup(entry.subject))
        group.entries.append((entry, texts.title(entry)))
    return sorted(groups.values(), key=lambda group: (not group.unread, -group.newest))

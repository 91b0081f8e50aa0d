"""Many cases, one move: choose it, fill its form once, and watch each case's answer come in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import current_user
from cases.actions import own_run, start_bulk, step_bulk
from cases.actions.bulk import MOST
from cases.filters import listed
from cases.forms import BulkMoveForm, fits_many
from cases.models import BulkRun, Case
from cases.permissions import Viewer, refusal
from cases.queries import OUTLINES, RELATED
from cases.workflow import MOVES, Move
from common.refusals import Malformed, Missing, Refused

LONGEST = 1_000  # characters of a list's question (BulkRun.back)
Seen = list[tuple[Case, int]]  # a case and the version its list showed


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """The chosen cases with the moves the table offers for them; with `move` its form; with `run` it begins."""
    user, back = current_user(request), _back(request)
    seen, rest = _seen(request, user, back)
    context: dict[str, Any] = {
        "cases": seen, "offers": _offers(user, seen), "back": back, "most": MOST, "rest": rest,
        "back_url": f"{reverse('cases:list')}?{back}",
    }  # fmt: skip
    move = MOVES.get(request.POST.get("move", ""))
    if move is None:
        return render(request, "cases/bulk.html", context)
    if user.role not in move.roles or not fits_many(move):
        raise Missing(_("There is no such move for many cases."))
    if "run" in request.POST and seen:
        return _start(request, user, move, seen, context)
    more = {"move": move, "form": BulkMoveForm(move, seen[0][0]), "run": uuid4()} if seen else {}
    return render(request, "cases/bulk.html", context | more)


def _start(request: HttpRequest, user: User, move: Move, seen: Seen, context: dict[str, Any]) -> HttpResponse:
    form, run = BulkMoveForm(move, seen[0][0], request.POST), _uuid(request.POST["run"])
    if not form.is_valid():
        return render(request, "cases/bulk.html", context | {"move": move, "form": form, "run": run}, status=422)
    said = QueryDict(mutable=True)
    for name in form.fields:
        said.setlist(name, request.POST.getlist(name))
    rows = [(case.pk, case.number, version) for case, version in seen]
    start_bulk(id=run, move=move.name, said=said.urlencode(), rows=rows, back=context["back"], by=user)
    return redirect("cases:bulk_run", run_id=run)


@login_required
@require_GET
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far it is and what was answered; the page itself asks for the next step."""
    return render(request, "cases/bulk_run.html", _context(own_run(run_id=run_id, by=current_user(request))))


@login_required
@require_POST
def step(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Do the next step. Two at once, or one sent again, do no harm."""
    user = current_user(request)
    started = own_run(run_id=run_id, by=user)
    first = Case.objects.get(pk=started.rows[0][0])  # perhaps no longer theirs: only its choices of units are read
    form = BulkMoveForm(MOVES[started.move], first, QueryDict(started.said))
    if not form.is_valid():  # such as a unit that was closed since
        raise Refused(_("What was filled in for this move does not hold any more. Begin again."))
    after = step_bulk(run_id=run_id, request=form.move_request(), by=user)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("cases:bulk_run", run_id=run_id)
    return render(request, "cases/bulk_progress.html", _context(after))


def _context(started: BulkRun) -> dict[str, Any]:
    answered = [(row[0], row[1], started.answers[row[0]]) for row in started.rows if row[0] in started.answers]
    return {
        "started": started, "label": MOVES[started.move].label, "refused": [row for row in answered if row[2]],
        "moved": [row for row in answered if not row[2]], "now": timezone.now(),
        "back_url": f"{reverse('cases:list')}?{started.back}",
    }  # fmt: skip


def _back(request: HttpRequest) -> str:
    """The list's question. One that is cut would mean other cases: too long a one leads to the list as it opens."""
    back = request.POST.get("back", "")
    if len(back) <= LONGEST:
        return back
    if request.POST.get("scope") == "all":
        raise Malformed(_("The filter of the list is too long. Take a part of it off."))
    return ""


def _seen(request: HttpRequest, user: User, back: str) -> tuple[Seen, bool]:
    """The cases chosen, in the order of the list: by their boxes, or all of the list's question; and whether that has
    more than can be moved at once."""
    if request.POST.get("scope") != "all":
        return _ticked(request, user), False
    cases = listed(user, back, timezone.now()).select_related(*RELATED).defer(*OUTLINES)
    seen = [(case, case.version) for case in cases.order_by("-reported_at", "-id")[: MOST + 1]]
    return seen[:MOST], len(seen) > MOST


def _ticked(request: HttpRequest, user: User) -> Seen:
    versions = dict(_chosen(text) for text in request.POST.getlist("case")[: MOST + 1])
    cases = Case.objects.visible_to(user).filter(pk__in=versions).select_related(*RELATED).defer(*OUTLINES)
    return [(case, versions[case.pk] or case.version) for case in cases[: MOST + 1]]


def _chosen(text: str) -> tuple[UUID, int]:
    """`id` from the list, `id:version` from the page that showed the cases chosen."""
    key, __, version = text.partition(":")
    if version and not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise Malformed(_("There is no such case."))
    return _uuid(key), int(version or 0)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Malformed(_("There is no such case.")) from error


def _offers(user: User, seen: Sequence[tuple[Case, int]]) -> list[tuple[Move, int]]:
    """The moves of this role that can be said once for many, with for how many of the cases each is possible now."""
    viewer = Viewer(user)
    moves = [move for move in MOVES.values() if user.role in move.roles and fits_many(move)]
    counted = [(move, sum(refusal(viewer, case, move) is None for case, __ in seen)) for move in moves]
    return [(move, number) for move, number in counted if number]

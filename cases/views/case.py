"""The page of one case, its live parts, and its moves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import Role
from cases.actions import note_look, perform
from cases.forms import MoveForm, move_form
from cases.models import Case
from cases.permissions import Viewer, refusal
from cases.presenters.case import context_of, seen
from cases.queries import case_for
from cases.routing import decide, question
from cases.workflow import MOVES, Move, Need
from common.refusals import Forbidden, Missing, Refused
from evidence.presenters import first_shots
from evidence.queries import photos_of

NO_CHANGE = 204


@login_required
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The whole page; for htmx the same in the side panel."""
    shown = case_for(current_user(request), number=number)
    note_look(case=shown, by=current_user(request))
    template = "cases/panel.html" if request.htmx else _frame(current_user(request))  # type: ignore[attr-defined]
    return render(request, template, context_of(shown, current_user(request)))


def _frame(user: User) -> str:
    """In the street a case is read on a phone."""
    return "cases/case_field.html" if user.role == Role.INSPECTOR else "cases/case.html"


@login_required
@require_GET
def live(request: HttpRequest, number: str) -> HttpResponse:
    """What changed since `?seen=`: the parts of the page, or nothing (204)."""
    shown = case_for(current_user(request), number=number)
    if request.GET.get("seen") == seen(shown, photos_of(shown.subject)):
        return HttpResponse(status=NO_CHANGE)
    note_look(case=shown, part=True, by=current_user(request))
    return render(request, "cases/live.html", context_of(shown, current_user(request)))


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """The form of a move, and the move itself."""
    wanted = MOVES.get(move)
    if wanted is None:
        raise Missing(_("There is no such move."))
    shown = case_for(current_user(request), number=number)
    if request.method == "POST":
        return _moved(request, shown, wanted)
    if no := refusal(Viewer(current_user(request)), shown, wanted):
        raise no
    return _form(request, shown, move_form(wanted, shown, **_suggestion(shown, wanted)))


def _suggestion(case: Case, move: Move) -> dict[str, Any]:
    """The unit that the rules would choose, for a move that asks for one."""
    if Need.DEPARTMENT not in move.needs:
        return {}
    decision = decide(question(case), on=timezone.localdate())
    return {"department": decision.department.code} if decision.department else {}


def _moved(request: HttpRequest, case: Case, move: Move) -> HttpResponse:
    form = MoveForm(move, case, request.POST)
    if "more" in request.POST and form.pieces:
        raise_if_forbidden(current_user(request), case, move)
        return _form(request, case, form.grown())
    if not form.is_valid():
        raise_if_forbidden(current_user(request), case, move)
        return _form(request, case, form, status=422)
    try:
        after, __ = perform(case_id=case.pk, request=form.move_request(), by=current_user(request))
    except Refused as no:
        return _refused(request, case, form, no)
    return _done(request, after, move)


def raise_if_forbidden(user: User, case: Case, move: Move) -> None:
    """Who may never make a move is told so, and not how its form is filled in. What fits a form goes to `perform`,
    which knows a move that was made already and is only sent again."""
    no = refusal(Viewer(user), case, move)
    if isinstance(no, Forbidden):
        raise no


def _refused(request: HttpRequest, case: Case, form: MoveForm, no: Refused) -> HttpResponse:
    """The form again with all that was typed; after a clash with the case as it is now, so that sending again works."""
    if no.status in (403, 404):
        raise no
    fresh = case_for(current_user(request), pk=case.pk)
    return _form(request, fresh, form.refused(no, fresh.version), status=no.status)


def _form(request: HttpRequest, case: Case, form: MoveForm, status: int = 200) -> HttpResponse:
    note_look(case=case, part=True, by=current_user(request))
    context = context_of(case, current_user(request)) | {"form": form, "move": form.move, "open": True}
    context["alike"] = _likely(form)
    context["photo_kind"] = form.move.photo
    context["move_refusal"] = refusal(Viewer(current_user(request)), case, form.move) if status == 409 else None
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, _frame(current_user(request)), context, status=status)
    context["refresh"] = status == 409  # somebody was faster: the parts around the form come with it
    response = render(request, "cases/move_form.html", context, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#move-form", "innerHTML"
    return response


def _likely(form: MoveForm) -> list[dict[str, Any]]:
    """The cases that the form offers to choose from, each with the first photo of how it was found."""
    first = first_shots([each.case.subject for each in form.alike], after=False)
    return [{"case": each.case, "metres": each.metres, "photo": first.get(each.case.subject)} for each in form.alike]


def _done(request: HttpRequest, after: Case, move: Move) -> HttpResponse:
    sentence = _("%(number)s: %(move)s – done.") % {"number": after.number, "move": move.label}
    gone = not Case.objects.visible_to(current_user(request)).filter(pk=after.pk).exists()
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, sentence)
        return redirect("cases:list") if gone else redirect("cases:case", number=after.number)
    context: dict[str, Any] = {"gone": gone, "sentence": sentence, "case": after}
    if not gone:
        context |= context_of(case_for(current_user(request), pk=after.pk), current_user(request))
    response = render(request, "cases/moved.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#move-form", "innerHTML"
    response["HX-Trigger-After-Settle"] = "case:moved"
    return response

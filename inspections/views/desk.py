"""What the desk sees of visits: those that need a hand, and on each case who goes, who went and what was found."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import DESK, OVERSIGHT
from cases.actions import note_look
from cases.models import Case
from cases.queries import case_for
from cases.workflow import State
from common.counting import count_lists
from common.refusals import Forbidden, Missing, Refused
from inspections.actions import give_to
from inspections.forms import GiveForm
from inspections.models import Visit
from inspections.presenters import choices_for
from inspections.queries import inspectors, on_duty
from inspections.workflow import Kind, VisitState

SIZE = 100
NOTHING = 204
_FAILED = Q(kind=Kind.RECHECK, state=VisitState.DONE, passed=False, case__state=State.CLOSED)
TABS: dict[str, tuple[Promise, Q]] = {
    "expired": (gettext_lazy("Nobody came"), Q(state=VisitState.EXPIRED)),
    "waiting": (gettext_lazy("Nobody on duty"), Q(state=VisitState.WAITING)),
    "given": (gettext_lazy("Under way"), Q(state=VisitState.GIVEN)),
    "failed": (gettext_lazy("Re-checks not passed"), _FAILED),
}


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The visits of one tab (`?tab=`), the oldest first; without one, the first that needs a hand."""
    user = _must_oversee(request)
    counts = _counts(user)
    first = next((name for name in TABS if counts[name]), "given")
    tab = request.GET.get("tab") or first
    if tab not in TABS:
        raise Missing(_("There is no such list."))
    now = timezone.now()
    related = ("case__category", "case__department", "case__street", "duty_grid", "inspector", "done_by")
    visits = Visit.objects.visible_to(user).filter(TABS[tab][1]).select_related(*related).defer("case__street__geom")
    context = {
        "tabs": [_tab(name, counts[name], tab) for name in TABS], "now": now, "size": SIZE, "tab": tab,
        "title": TABS[tab][0], "on_duty": on_duty(at=now).count(), "inspectors": inspectors().count(),
        "rows": [(visit, visit.lamp(at=now)) for visit in visits.order_by("ordered_at", "pk")[:SIZE]],
    }  # fmt: skip
    return render(request, "inspections/index.html", context)


def _counts(user: User) -> dict[str, int]:
    """Each tab by its own index, for of visits that are done there is no end."""
    numbers = count_lists([Visit.objects.visible_to(user).filter(which) for __, which in TABS.values()])
    return dict(zip(TABS, numbers, strict=True))


def _tab(name: str, count: int, current: str) -> dict[str, Any]:
    address = f"{reverse('inspections:index')}?tab={name}"
    return {"label": TABS[name][0], "url": address, "count": count, "current": name == current}


@login_required
@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """The visits of a case as a part of its page; nothing (204) where there never was one."""
    user = _must_oversee(request)
    case = case_for(user, number=number)
    note_look(case=case, part=True, by=user)
    return _panel(request, case)


@login_required
@require_POST
def give(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The desk sends an inspector it names."""
    if not current_user(request).sits_at_desk:
        raise Forbidden(_("Visits are given by the desk."))
    case = Case.objects.visible_to(current_user(request)).filter(visits=visit_id).first()
    if case is None:
        raise Missing(_("There is no such visit."))
    form, no = GiveForm(request.POST), ""
    if not form.is_valid():
        no = _("Choose an inspector.")
    else:
        try:
            visit = give_to(visit_id=visit_id, to=form.cleaned_data["inspector"], by=current_user(request))
            said = _("%(number)s: %(inspector)s goes.") % {"number": case.number, "inspector": visit.inspector}
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            no = refused.message
    if request.htmx:  # type: ignore[attr-defined]
        return _panel(request, case, no=no)
    messages.error(request, no) if no else messages.success(request, said)
    return redirect(case)


def _panel(request: HttpRequest, case: Case, no: str = "") -> HttpResponse:
    now = timezone.now()
    visits = list(Visit.objects.filter(case=case).select_related("inspector", "done_by").order_by("-since"))
    if not visits:
        return HttpResponse(status=NOTHING)
    live = next((visit for visit in visits if visit.is_live), None)
    if live is not None:
        live.case = case
    context = {
        "case": case, "now": now, "no": no, "live": live, "rows": [(visit, visit.lamp(at=now)) for visit in visits],
        "choices": choices_for(live) if live is not None and current_user(request).sits_at_desk else [],
    }  # fmt: skip
    return render(request, "inspections/of_case.html", context)


def _must_oversee(request: HttpRequest) -> User:
    user = current_user(request)
    if user.role not in DESK | OVERSIGHT:
        raise Forbidden(_("The visits of all inspectors are shown to desk and oversight."))
    return user

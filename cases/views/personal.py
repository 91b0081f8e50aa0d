"""A person's right: an administrator finds what is kept of them, hands it out, or makes it go.

Name and number are sent in the body and never stand in an address, for addresses are kept by browsers and proxies.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import current_user
from cases.actions import forget_person, hand_out_person
from cases.forms.personal import PersonForm, RightForm
from cases.permissions import erasing_refusal
from cases.queries.personal import MOST, Trace, traces_of
from common.columns import Column
from common.download import ListFile
from common.form_errors import add_refusal
from common.refusals import Refused
from common.sheet_stream import SheetColumn

COLUMNS = (
    Column("case", gettext_lazy("Case"), fixed=True),
    Column("at", gettext_lazy("When")),
    Column("where", gettext_lazy("Where it stands")),
)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def personal(request: HttpRequest) -> HttpResponseBase:
    """Looks for the person; shows where they stand, and never what stands there: that is in the file."""
    user = current_user(request)
    if no := erasing_refusal(user):
        raise no
    if request.method == "GET":
        return _page(request, PersonForm())
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    traces = traces_of(form.person)
    right = RightForm({trace.case: trace.number for trace in traces}, _asked(request, traces))
    if "do" not in request.POST:
        return _page(request, form, traces=traces, right=right)
    if right.is_valid() and (done := _do(request.POST["do"], right, user, request)):
        return done
    return _page(request, form, traces=traces, right=right, status=422)


def _asked(request: HttpRequest, traces: list[Trace]) -> Any:
    """What was sent; when the person was only looked for, all of their cases are ticked and nothing is wrong yet."""
    return request.POST if "do" in request.POST else None


def _do(what: str, form: RightForm, user: User, request: HttpRequest) -> HttpResponseBase | None:
    said = {"person": form.person, "reason": form.cleaned_data["reason"], "by": user}
    try:
        if what in ("csv", "xlsx"):
            return _file(hand_out_person(**said), what)
        if not form.cleaned_data["cases"]:
            form.add_error("cases", _("Choose at least one case."))
            return None
        number = forget_person(cases=form.cleaned_data["cases"], **said)
    except Refused as no:
        add_refusal(form, no)
        return None
    words = ngettext("Removed from %(n)d case.", "Removed from %(n)d cases.", number) % {"n": number}
    messages.success(request, words)
    return redirect("registry:privacy_records")


def _file(traces: list[Trace], form: str) -> StreamingHttpResponse:
    named = [(_("Case"), 18), (_("When"), 17), (_("Where it stands"), 28), (_("What is kept"), 80)]
    file = ListFile("personal-data", _("Personal data"), [SheetColumn(name, width) for name, width in named])
    return file.of_cells([[each.number, each.at, str(each.where.label), each.text] for each in traces], form=form)


def _page(
    request: HttpRequest, form: PersonForm, *, traces: list[Trace] | None = None, right: RightForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    ticked = set(right["cases"].value() or ()) if right is not None and right.is_bound else None
    rows: dict[UUID, tuple[Trace, list[str], bool]] = {}
    for trace in traces or ():
        shown = ticked is None or str(trace.case) in ticked
        rows.setdefault(trace.case, (trace, [], shown))[1].append(str(trace.where.label))
    context = {
        "form": form, "right": right, "rows": list(rows.values()), "looked": traces is not None, "columns": COLUMNS,
        "full": len(traces or ()) == MOST,
    }  # fmt: skip
    return render(request, "cases/personal.html", context, status=status)

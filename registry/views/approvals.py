"""What waits for a second administrator, and the two buttons: approve, or refuse with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Role
from common.refusals import Malformed
from registry.actions import approve, refuse
from registry.forms.approvals import ReasonForm
from registry.models import Approval, ApprovalState
from registry.presenters.changes import waiting_for_second
from registry.queries import settings_in_force
from registry.registers import APPROVAL
from registry.settings import SECOND_APPROVAL
from registry.views.common import EDITORS, back, can_edit, reader

STOPS = EDITORS | {Role.AUDITOR}  # an auditor holds up what looks wrong, and lets nothing happen


@login_required
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    user, waiting = reader(request), Approval.objects.filter(state=ApprovalState.WAITING)
    found = waiting_for_second(waiting)
    context = {
        "waiting": found, "may": can_edit(user), "stops": user.role in STOPS, "hidden": waiting.count() - len(found),
        "wanted": settings_in_force(SECOND_APPROVAL)[SECOND_APPROVAL],
        "log": f"{reverse('registry:changes')}?kind={APPROVAL}",
    }  # fmt: skip
    return render(request, "registry/approvals.html", context)


@login_required
@require_POST
def approval_given(request: HttpRequest, approval_id: int) -> HttpResponse:
    done = approve(approval_id=approval_id, by=reader(request, EDITORS))
    messages.success(request, _("Approved: %(what)s.") % {"what": done.label})
    return back(request, reverse("registry:approvals"))


@login_required
@require_POST
def approval_refused(request: HttpRequest, approval_id: int) -> HttpResponse:
    user, form = reader(request, STOPS), ReasonForm(request.POST)
    if not form.is_valid():
        raise Malformed(" ".join(str(sentence) for sentence in form.errors["reason"]))
    done = refuse(approval_id=approval_id, reason=form.cleaned_data["reason"], by=user)
    words = _("Withdrawn: %(what)s.") if done.by_id == user.pk else _("Refused: %(what)s. Who asked is told.")
    messages.success(request, words % {"what": done.label})
    return back(request, reverse("registry:approvals"))

"""The switch on the phone: on duty, off duty."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import current_user
from common.refusals import Malformed
from inspections.actions import come_on_duty, go_off_duty, note_place
from inspections.forms import DutyForm

NOTHING = 204


@login_required
@require_POST
def duty(request: HttpRequest) -> HttpResponse:
    """Come on duty (`on`) or go off it; said twice it is so once."""
    form = _form(request)
    if form.cleaned_data["on"]:
        presence = come_on_duty(place=form.place, by=current_user(request))
        until = date_format(timezone.localtime(presence.until), "H:i")
        messages.success(request, _("You are on duty until %(time)s.") % {"time": until})
    else:
        messages.success(request, _("You are off duty.") + _left(go_off_duty(by=current_user(request))))
    return redirect("inspections:tasks")


@login_required
@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Where the phone of who is on duty is now."""
    if (spot := _form(request).place) is not None:
        note_place(place=spot, by=current_user(request))
    return HttpResponse(status=NOTHING)


def _form(request: HttpRequest) -> DutyForm:
    form = DutyForm(request.POST)
    if not form.is_valid():
        errors = {name: [str(sentence) for sentence in sentences] for name, sentences in form.errors.items()}
        raise Malformed(_("This place can't be read."), errors=errors)
    return form


def _left(visits: int) -> str:
    if not visits:
        return ""
    return " " + ngettext("%(n)d visit goes to others.", "%(n)d visits go to others.", visits) % {"n": visits}

"""Who works in a unit: a fragment on its page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from departments.models import Department
from registry.views.common import can_edit, get_or_missing, reader


@login_required
@require_safe
def members(request: HttpRequest, code: str) -> HttpResponse:
    user = reader(request)
    unit = get_or_missing(Department.objects.all(), _("There is no such unit."), code=code)
    people = User.objects.filter(membership__department=unit, is_active=True).order_by("name")
    return render(request, "departments/members.html", {"unit": unit, "people": people, "may": can_edit(user)})

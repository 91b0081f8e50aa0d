"""In which groups somebody is today."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import current_user
from departments.models import GroupMember
from registry.views.common import get_or_missing, reader

NOTHING = 204


@login_required
@require_safe
def my_groups(request: HttpRequest) -> HttpResponse:
    """A part of the account's menu, which asks for it when it is opened; nothing where one is in no group."""
    return _groups(request, current_user(request), "departments/my_groups.html")


@login_required
@require_safe
def of_person(request: HttpRequest, username: str) -> HttpResponse:
    """A fragment on the page of a person; nothing where they are in no group."""
    reader(request)
    row = get_or_missing(User.objects.all(), _("There is no such person."), username=username)
    return _groups(request, row, "departments/groups_of.html")


def _groups(request: HttpRequest, person: User, template: str) -> HttpResponse:
    found = GroupMember.objects.on(timezone.localdate()).filter(person=person).select_related("group")
    memberships = list(found.order_by("group__name", "pk"))
    if not memberships:
        return HttpResponse(status=NOTHING)
    return render(request, template, {"memberships": memberships})

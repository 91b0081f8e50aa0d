"""Who is asking."""

from collections.abc import Collection, Mapping

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.models import User
from accounts.roles import Role
from common.refusals import Forbidden


def current_user(request: HttpRequest | Request) -> User:
    """The signed-in person. Only for views that require one: anybody else is a programming error."""
    assert isinstance(request.user, User)
    return request.user


def require_role(
    request: HttpRequest | Request, roles: Collection[Role], *, instead: Mapping[Role, str] | None = None
) -> User:
    """The signed-in person, if the page is for this role. Raises Forbidden, which names the roles it is for, or says
    what `instead` has for the role: where else it finds the like."""
    user = current_user(request)
    if user.role not in roles:
        if instead is not None and user.role in instead:
            raise Forbidden(instead[Role(user.role)])
        who = _(", ").join(str(role.label) for role in Role if role in roles)
        raise Forbidden(_("This page is for: %(who)s.") % {"who": who})
    return user

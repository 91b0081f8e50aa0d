"""Who is asking."""

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User


def current_user(request: HttpRequest | Request) -> User:
    """The signed-in person. Only for views that require one: anybody else is a programming error."""
    assert isinstance(request.user, User)
    return request.user

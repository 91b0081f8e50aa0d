"""What views ask of a request about the person."""

from django.http import HttpRequest

from accounts.models import User


def current_user(request: HttpRequest) -> User:
    """The signed-in person; views that use it require one."""
    assert isinstance(request.user, User)
    return request.user

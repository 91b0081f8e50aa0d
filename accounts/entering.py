"""Between the first proof of who somebody is (a password, the identity provider) and being signed in: the second."""

from dataclasses import asdict, dataclass

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.actions import wants_factor
from accounts.guesses import remember
from accounts.models import User
from accounts.passwords import is_too_old

OWN_BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "entering"
RENEW = "renew"  # in the session of who has to change the password before anything else
WITHIN = 600  # seconds


@dataclass(frozen=True)
class _Pending:
    """Who has given the first proof in this browser, and where they go. It ends with the password and the term."""

    user: int
    backend: str
    hash: str
    at: float
    to: str


def enter(request: HttpRequest, user: User, backend: str, to: str) -> HttpResponse:
    """Signed in and on the way, or to the page that asks for the second factor."""
    if not wants_factor(user):
        return signed_in(request, user, backend, to)
    request.session.cycle_key()
    pending = _Pending(user.pk, backend, user.get_session_auth_hash(), timezone.now().timestamp(), to)
    request.session[PENDING] = asdict(pending)
    return redirect("accounts:second_factor")


def signed_in(request: HttpRequest, user: User, backend: str, to: str) -> HttpResponse:
    request.session.pop(PENDING, None)
    login(request, user, backend)
    if backend == OWN_BACKEND and is_too_old(user, at=timezone.now()):
        request.session[RENEW], to = True, "accounts:password"
    response = redirect(to)
    remember(request, response, user.username)
    return response


def entering(request: HttpRequest) -> tuple[User, str, str] | None:
    """Who is between the two proofs, by which backend, and where they are going; nobody where it took too long."""
    said = request.session.get(PENDING)
    if not said:
        return None
    pending = _Pending(**said)
    user = User.objects.filter(pk=pending.user, is_active=True).first()
    late = timezone.now().timestamp() - pending.at > WITHIN
    if user is None or late or not constant_time_compare(user.get_session_auth_hash(), pending.hash):
        del request.session[PENDING]
        return None
    return user, pending.backend, pending.to

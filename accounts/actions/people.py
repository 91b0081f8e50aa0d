"""The one writer of users, for one or a hundred thousand; and the end of what lets them in."""

from collections.abc import Collection, Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.actions.sessions import end_sessions
from accounts.models import BrowserSession, Token, User
from accounts.roles import Role
from accounts.topics import PERSON_OUT
from common import outbox

KEPT = ("name", "role", "phone", "email", "language", "is_active", "is_staff")


def save_people(*, people: Sequence[User]) -> None:
    """Write down the name, role, phone, e-mail address, language and activity of people; without a primary key they
    are new.

    Who is new has no password: an invitation sets the first. Whoever is switched off or on, or gets another role, is
    signed out everywhere, and the houses above hear of who stops doing what they did. Call it in the transaction that
    has locked the rows. Raises IntegrityError where a new user name is taken.
    """
    new, changed = [user for user in people if user.pk is None], [user for user in people if user.pk is not None]
    for user in people:
        user.is_staff = user.is_superuser or user.role == Role.ADMINISTRATOR
    nobody = make_password(None)
    for user in new:
        user.password = nobody
    standing = User.objects.filter(pk__in=[user.pk for user in changed]).values_list("pk", "role", "is_active")
    before = {pk: (role, active) for pk, role, active in standing}
    User.objects.bulk_create(new, batch_size=1_000)
    # An INSERT that meets its own row: a hundred thousand UPDATEs by CASE … WHEN take minutes.
    User.objects.bulk_create(
        changed, batch_size=1_000, update_conflicts=True, unique_fields=["id"], update_fields=KEPT
    )  # fmt: skip
    sign_out(users=[user.pk for user in changed if before[user.pk] != (user.role, user.is_active)])
    out = [user.pk for user in changed if before[user.pk][1] and before[user.pk] != (user.role, user.is_active)]
    outbox.emit(PERSON_OUT, out)


def sign_out(*, users: Collection[int]) -> None:
    """End every session, API token and link for a password that these people (their ids) were given until now."""
    if users:
        User.objects.filter(pk__in=users).update(sign_outs=F("sign_outs") + 1)
        Token.objects.filter(user__in=users, revoked_at=None).update(revoked_at=timezone.now())
        end_sessions(ids=list(BrowserSession.objects.filter(user__in=users).values_list("pk", flat=True)))


class InvitationLinks(PasswordResetTokenGenerator):
    """Links by which an administrator lets somebody set a password; they end with the password and with `sign_out`."""

    key_salt = "accounts.invitation"

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        assert isinstance(user, User)
        return f"{super()._make_hash_value(user, timestamp)}{user.sign_outs}"


invitation_links = InvitationLinks()


def make_invitation(*, username: str) -> tuple[str, str]:
    """The two parts of a link's address (user and token) by which a person sets a password, once.

    The old password ends now, and the person is signed out everywhere.
    """
    user = User.objects.select_for_update(no_key=True).get(username=username)
    set_passwords(users=[user.pk], password=None)
    user.refresh_from_db()
    return urlsafe_base64_encode(force_bytes(user.pk)), invitation_links.make_token(user)


def set_passwords(*, users: Collection[int], password: str | None) -> None:
    """Give these people (their ids) this password, or none that works (None); they are signed out everywhere."""
    with transaction.atomic():
        User.objects.filter(pk__in=users).update(password=make_password(password), password_set_at=timezone.now())
        sign_out(users=users)

"""The way to a first or a new password. Nobody's password is known to another."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import make_invitation
from accounts.models import User
from accounts.roles import Role
from common.refusals import Conflict, Forbidden, Missing, Refused
from departments.news import INVITED, PERSON, POSTS
from departments.registers import PEOPLE, PersonData
from registry.actions import use_approval
from registry.models import Approval, ApprovalState
from registry.registers import ChangeRequest, Wish, administrator, ask, needs_second, record, record_many


def invite(*, username: str, by: User) -> tuple[User, str, str] | None:
    """A link by which a person sets a password, as the two parts of its address (user and token).

    It works once and for a limited time. The old password, all open sessions, all API tokens and earlier links end now.
    None: a second administrator has to approve it first, then it is asked for once more; until then nothing ends.
    Raises Forbidden, Missing, Conflict (the account is switched off).
    """
    administrator(by)
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).filter(username=username).first()
        if user is None:
            raise Missing(_("There is no such person."))
        if user.pk == by.pk:
            raise Refused(_("Change your own password on the page of your account."))
        if user.is_superuser:
            raise Forbidden(_("This is the operator's account; it is kept with manage.py."))
        if user.is_active and user.role in POSTS and needs_second() and not _approved(user, by):
            _ask_for_link(user, by)
            return None
        return user, *_invite(user, by)


def create_administrator(*, username: str, name: str) -> tuple[User, str, str]:
    """An administrator, and the link by which they set their password; for the operator of the platform.

    Of somebody who is an administrator already only the link is made. It is the console's way: no second administrator
    is asked, but auditors are told. Raises Conflict where the account is another's.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).filter(username=username).first()
        if user is None:
            made = PersonData(name or username, Role.ADMINISTRATOR)
            PEOPLE.save_many([ChangeRequest(PEOPLE, username, made, approved=True)], by=None)
            user = User.objects.get(username=username)
        elif user.role != Role.ADMINISTRATOR:
            facts = {"username": username, "role": Role(user.role).label}
            raise Conflict(_("“%(username)s” is an account with the role “%(role)s”. Choose another name.") % facts)
        return user, *_invite(user, None)


def _ask_for_link(user: User, by: User) -> None:
    """Once: who presses the button again while it waits asks for nothing more."""
    waiting = Approval.objects.filter(kind=INVITED, key=user.username, by=by, state=ApprovalState.WAITING)
    if not waiting.exists():
        wish = Wish(INVITED, user.username, str(user), None, {"role": user.role}, user)
        record_many(ask([wish], by=by), kind=INVITED, by=by)


def _approved(user: User, by: User) -> bool:
    """Whether a second administrator let this one make the link; the first link of an account comes with its post."""
    kinds = (INVITED,) if user.has_usable_password() else (INVITED, PERSON)
    return use_approval(kinds=kinds, key=user.username, after={"role": user.role}, by=by) is not None


def _invite(user: User, by: User | None) -> tuple[str, str]:
    if not user.is_active:
        raise Conflict(_("This account is switched off. Switch it on first."))
    uid, token = make_invitation(username=user.username)
    record(kind=INVITED, key=user.username, label=str(user), before=None, after={"role": user.role}, by=by)
    return uid, token

"""The way to a first or a new password. Nobody's password is known to another."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import make_invitation
from accounts.models import User
from common.refusals import Conflict, Forbidden, Missing, Refused
from departments.registers.logged import INVITED
from registry.registers import administrator, record


def invite(*, username: str, by: User) -> tuple[User, str, str]:
    """A link by which a person sets a password, as the two parts of its address (user and token).

    It works once and for a limited time. The old password, all open sessions, all API tokens and earlier links end now.
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
        if not user.is_active:
            raise Conflict(_("This account is switched off. Switch it on first."))
        uid, token = make_invitation(username=username)
        record(kind=INVITED, key=username, label=str(user), before=None, after={"role": user.role}, by=by)
    return user, uid, token

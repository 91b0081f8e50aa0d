"""Administrators end what lets others in."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import end_factor, end_sessions, revoke_token, sign_out
from accounts.models import BrowserSession, Token, User
from common.refusals import Forbidden, Missing, Refused
from departments.registers.logged import ENDED
from registry.registers import administrator, record


def end_access(
    *, username: str, token: int | None = None, session: int | None = None, factor: bool = False, by: User
) -> int:
    """End one token or one browser's session of a person, or all that they have; how many ended. With `factor` all of
    it and the second factor: who lost the phone sets up another.

    The change log says what it was. Raises Forbidden (the operator's account), Missing, Refused (one's own: there a
    code of the second factor is asked for before it ends).
    """
    administrator(by)
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).filter(username=username).first()
        if user is None:
            raise Missing(_("There is no such person."))
        if user.pk == by.pk:
            raise Refused(_("End what lets you in on the page of your own account."))
        if user.is_superuser:
            raise Forbidden(_("This is the operator's account; it is kept with manage.py."))
        tokens = Token.objects.usable(at=timezone.now()).filter(user=user)
        sessions = BrowserSession.objects.filter(user=user)
        if token or session:
            tokens, sessions = tokens.filter(pk=token or 0), sessions.filter(pk=session or 0)
        ended = _described(list(tokens), list(sessions)) | ({"factor": end_factor(user=user)} if factor else {})
        for each in tokens:
            revoke_token(token=each, at=timezone.now())
        end_sessions(ids=list(sessions.values_list("pk", flat=True)))
        if not (token or session):
            sign_out(users=[user.pk])
        record(kind=ENDED, key=username, label=str(user), before=ended or None, after=None, by=by)
    return sum(ended.values())


def _described(tokens: list[Token], sessions: list[BrowserSession]) -> dict[str, int]:
    found = {"tokens": len(tokens), "sessions": len(sessions)}
    return {name: number for name, number in found.items() if number}

"""The second factor: a code of the hour from somebody's phone (TOTP, RFC 6238), or one of ten codes on paper."""

import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp import devices_for_user, match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.roles import Role
from common.refusals import Refused

CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


def has_factor(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def must_have_factor(user: User) -> bool:
    """Whether the city asks it of this role; programs of other systems have no phone."""
    asked = settings.MLPS >= 3 or user.role in settings.SECOND_FACTOR_ROLES
    return asked and user.role != Role.INTEGRATION


def wants_factor(user: User) -> bool:
    return must_have_factor(user) or has_factor(user)


def take_code(*, user: User, code: str) -> bool:
    """Whether the code is one of this person's; each works once. After wrong ones the device rests."""
    return match_token(user, "".join(code.split()).lower()) is not None


@transaction.atomic
def begin_factor(*, user: User, begun: int | None = None) -> TOTPDevice:
    """The device that this person is about to set up; until a code of it was said it counts for nothing.

    `begun` is the one that the same browser was shown before. Another browser gets a secret of its own, and the one of
    before ends: who saw it with a stolen password would know the codes of whoever sets up the phone later.

    The person's row is locked here and below: the tables of devices let one person have two of a kind.
    """
    _hold(user)
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False)
    device = waiting.filter(pk=begun).first()
    if device is None:
        waiting.delete()
        device = TOTPDevice.objects.create(user=user, confirmed=False, name="totp")
    return device


@transaction.atomic
def confirm_factor(*, user: User, begun: int | None, code: str) -> list[str]:
    """The device that was begun shows the right code: from now on it is asked for. Returns the codes for paper, shown
    this once.

    Raises Refused (field `code`).
    """
    _hold(user)
    device = TOTPDevice.objects.filter(user=user, confirmed=False, pk=begun).first()
    if device is None or not device.verify_token("".join(code.split())):
        sentence = _("This is not the code that the app shows now. Check the time of the phone.")
        raise Refused(sentence, errors={"code": [sentence]})
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return renew_codes(user=user)


@transaction.atomic
def renew_codes(*, user: User) -> list[str]:
    """Ten new codes for paper; those of before end."""
    _hold(user)
    device, __ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "codes"})
    device.token_set.all().delete()
    codes = ["".join(secrets.choice(_LETTERS) for _n in range(10)) for _n in range(CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def _hold(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def end_factor(*, user: User) -> int:
    """The phone is lost or replaced: nothing is asked for until another is set up; how many devices ended."""
    devices = list(devices_for_user(user, confirmed=None))
    for device in devices:
        device.delete()
    return len(devices)

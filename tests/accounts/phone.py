"""A phone that shows one-time passwords."""

import time
from unittest.mock import patch

from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions import begin_factor, confirm_factor
from accounts.models import User

STEP = 30


def shown(device: TOTPDevice, *, steps: int = 0) -> str:
    """What the phone shows now, or so many steps of half a minute later."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + steps * STEP
    return f"{totp.token():06d}"


def with_phone(user: User) -> tuple[TOTPDevice, list[str]]:
    """Set up a while ago: the code of now was not used yet. The device, and the codes for paper."""
    device = begin_factor(user=user)
    before = time.time() - 10 * STEP
    with patch("time.time", lambda: before):
        codes = confirm_factor(user=user, begun=device.pk, code=shown(device))
    device.refresh_from_db()
    return device, codes

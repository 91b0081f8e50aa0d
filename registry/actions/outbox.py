"""What the administrators do about promises of the outbox that failed too often."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from registry.registers import administrator, record

OUTBOX = "outbox"


def retry_dead_messages(*, by: User) -> int:
    """All of them are due again, with all their tries; how many. Raises Forbidden."""
    administrator(by)
    with transaction.atomic():
        number = outbox.retry_dead()
        dead = {"dead": number}
        record(kind=OUTBOX, key="dead", label=_("tried again"), before=dead, after={"dead": 0}, by=by)
    return number

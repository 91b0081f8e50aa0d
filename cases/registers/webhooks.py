"""What the change log says of webhooks. No register keeps them: neither address nor secret may be in a file."""

from django.utils.translation import gettext_lazy as _

from registry import cells
from registry.registers import Field, LoggedKind, declare_logged

WEBHOOK = "webhook"

declare_logged(
    LoggedKind(
        WEBHOOK, _("Webhook"),
        (
            Field("active", _("In use"), cells.flag(True)),
            Field("address", _("Address and secret (fingerprint)"), cells.words(8)),
            Field("position", _("Place in the feed"), cells.words(20)),
        ),
    )
)  # fmt: skip

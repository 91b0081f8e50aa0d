"""What a city decides about its messages: when they leave the house."""

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

QUIET_FROM, QUIET_TO, DIGEST_AT = "quiet_from", "quiet_to", "digest_at"

declare(
    "notices", _("Notices"),
    Setting(QUIET_FROM, "22:00", _("Quiet hours begin"), _("Messages that are not urgent wait until they end.")),
    Setting(QUIET_TO, "07:00", _("Quiet hours end")),
    Setting(DIGEST_AT, "08:00", _("The daily digest goes out at")),
)  # fmt: skip

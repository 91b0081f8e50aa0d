"""What a city decides about photos; each number with its default and its bounds."""

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

declare(
    "evidence", _("Photos"),
    Setting(
        "original_days", 30, _("Days for which originals of photos are kept after closing"),
        _("What is shown was made anew and stays. Originals hold what the camera wrote: place, time, device."),
        1, 3650,
    ),
)  # fmt: skip

"""What a city decides about places; each number with its default and its bounds."""

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

declare(
    "places", _("Places"),
    Setting("place_metres", 30, _("Metres within which a report names a place that stands there"), "", 5, 50),
)  # fmt: skip

"""What a city decides about rounds; each number with its default and its bounds."""

from django.utils.translation import gettext_lazy as _

from registry.settings import Setting, declare

declare(
    "rounds", _("Rounds"),
    Setting(
        "round_missed_days", 3, _("Days after which a round that nobody began is missed"),
        _("Counted from when it was due."), 0, 60,
    ),
    Setting(
        "round_days", 3, _("Days for a round that is made by hand"),
        _("Where its plan has no window just then."), 1, 60,
    ),
    Setting(
        "objection_days", 5, _("Working days within which a unit may object to a finding"),
        _("Counted from when the round was handed in."), 0, 60,
    ),
    Setting(
        "objection_answer_days", 7, _("Working days within which an objection is answered"),
        _("A week after that it lapses, and the leader has heard of it."), 1, 60,
    ),
    Setting("deduction_photo", True, _("A deduction needs a photo"), _("Taken where it is found.")),
    Setting(
        "minor_share", 20, _("Marks lost, in per cent, up to which a place has small faults only"),
        _("With more it is not in order; with none it is."), 1, 99,
    ),
)  # fmt: skip

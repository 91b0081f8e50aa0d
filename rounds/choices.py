"""The lists of words of this house."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

OF_ROUND = "round_"  # before the name of a filter of rounds, where findings of these rounds are asked for


class Selection(TextChoices):
    """定期检查 or 不定期抽查: which of the places that a plan looks at are looked at in one round."""

    REGULAR = "regular", pgettext_lazy("round", "Regular")  # those not looked at for longest, all in their turn
    RANDOM = "random", pgettext_lazy("round", "Random")  # a sample that nobody can foresee


class Openness(TextChoices):
    """明察 or 暗访: whether those who are looked at are told."""

    OPEN = "open", pgettext_lazy("round", "Announced")
    COVERT = "covert", pgettext_lazy("round", "Unannounced")


class Scope(TextChoices):
    """专项督查 or 综合督查."""

    SPECIAL = "special", pgettext_lazy("round", "Special")
    COMPREHENSIVE = "comprehensive", pgettext_lazy("round", "Comprehensive")


class Rule(TextChoices):
    """How an item of a checklist loses marks."""

    PIECE = "piece", _("For each piece, up to a cap")
    ONCE = "once", _("Once, however often")


class Verdict(TextChoices):
    """What is answered to an item: as it should be, not so, or it does not apply there."""

    YES = "yes", pgettext_lazy("checklist", "In order")
    NO = "no", pgettext_lazy("checklist", "Not in order")
    NA = "na", pgettext_lazy("checklist", "Does not apply")

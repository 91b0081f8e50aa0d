"""The lists of words of this house, and what its numbers mean."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Risk(TextChoices):
    """How likely something is wrong there: what samples and rounds go by."""

    LOW = "low", pgettext_lazy("risk", "Low")
    NORMAL = "normal", pgettext_lazy("risk", "Ordinary")
    HIGH = "high", pgettext_lazy("risk", "High")


class Result(TextChoices):
    """What the last look at a place found."""

    GOOD = "good", _("In order")
    MINOR = "minor", _("Small faults")
    BAD = "bad", _("Not in order")


class FieldType(TextChoices):
    """What may stand in a field that a kind of place has of its own."""

    TEXT = "text", _("Text")
    NUMBER = "number", pgettext_lazy("kind of field", "Number")
    CHOICE = "choice", _("One of a list")
    FLAG = "flag", _("Yes or no")
    DAY = "day", pgettext_lazy("kind of field", "Day")


class ZoneKind(TextChoices):
    STALLS = "stalls", _("Permitted stalls")  # 疏导区
    CONTROL = "control", _("Control area")  # "not here, not now"
    URBAN_VILLAGE = "urban_village", _("Urban village")  # 城中村
    URBAN_FRINGE = "urban_fringe", _("Urban fringe")  # 城乡结合部
    BACK_STREET = "back_street", _("Back street")  # 背街小巷
    UNMANAGED = "unmanaged", _("Compound without management")  # 三无楼院
    SCHOOL = "school", _("School surroundings")  # 校园周边


SPEAKING = frozenset({ZoneKind.STALLS, ZoneKind.CONTROL})  # they say what may be where and when; the others what it is


class PermitKind(TextChoices):
    OCCUPY = "occupy", _("Occupying the road")  # 占道
    ADVERTISE = "advertise", _("Outdoor advertising")  # 户外广告
    DIG = "dig", _("Digging")  # 挖掘
    MUCK = "muck", _("Transport of muck")  # 渣土
    DISCHARGE = "discharge", _("Discharge")  # 排污


class TaskKind(TextChoices):
    """What somebody looks at for a survey."""

    PLACE = "place", pgettext_lazy("of the archive", "Place")
    COMPONENT = "component", pgettext_lazy("in the street", "Component")
    GRID = "grid", _("New ones in a unit grid")
    NEW = "new", _("Found anew")


class What(TextChoices):
    """What a collector says of it."""

    AS_RECORDED = "as_recorded", _("As it is recorded")
    CORRECTED = "corrected", _("Something is different")
    ENDED = "ended", _("Not there any more")
    WALKED = "walked", _("Walked through")  # of a unit grid: each new place is a task of its own
    NEW = "new", _("New")

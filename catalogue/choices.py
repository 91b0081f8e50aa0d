"""The words of the catalogue that are the same in every city: kinds of matters, sources, stages and their clocks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MatterKind(TextChoices):
    COMPONENT = "component", _("Component")
    EVENT = "event", _("Event")


class Urgency(TextChoices):
    URGENT = "urgent", _("Urgent")
    NORMAL = "normal", _("Normal")


class Source(TextChoices):
    """Where a report comes from."""

    INSPECTOR = "inspector", _("Inspector")
    HOTLINE = "hotline", _("Hotline")
    PUBLIC = "public", _("Public")
    LEADER = "leader", _("Leader")
    VIDEO = "video", _("Video")
    MEDIA = "media", _("Media")
    WEB = "web", _("Web")
    PETITION = "petition", _("Petition")
    IOT = "iot", _("Sensor")
    UAV = "uav", _("Drone")
    AI = "ai", _("AI")
    INSPECTION = "inspection", _("Inspection")
    MEETING = "meeting", _("Meeting")


class Intake(TextChoices):
    """What is done with a report before a unit has it; an `IntakePolicy` says which for each source."""

    AUTO = "auto", _("Filed and dispatched by rule at once")
    DESK = "desk", _("Accepted and filed at the desk first")
    VERIFY = "verify", _("Verified on the spot first")


class Stage(TextChoices):
    """What a case waits for; each stage has a clock."""

    ACCEPT = "accept", _("Acceptance")
    VERIFY = "verify", _("Verification")
    FILE = "file", _("Filing")
    DISPATCH = "dispatch", _("Dispatch")
    TAKE = "take", _("Taking over")
    DISPOSE = "dispose", _("Disposal")
    CHECK = "check", _("Check")
    CLOSE = "close", _("Closing")

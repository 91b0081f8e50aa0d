"""The words of the catalogue that are the same in every city: kinds of matters, sources, stages and their clocks."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import DESK, Role


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
    VOLUNTEER = "volunteer", _("Volunteer supervisor")
    INTEGRATION = "integration", _("Another system")


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


@dataclass(frozen=True)
class Claim:
    """From which sources somebody may report, and from which they do where they say nothing."""

    default: str
    sources: tuple[str, ...]


NOTHING = Claim("", ())
_OF_OTHERS = (
    Source.HOTLINE, Source.PUBLIC, Source.VIDEO, Source.MEDIA, Source.WEB, Source.PETITION, Source.IOT, Source.UAV,
    Source.AI, Source.VOLUNTEER,
)  # fmt: skip
_AT_DESK = Claim(Source.HOTLINE, (*_OF_OTHERS, Source.LEADER, Source.MEETING, Source.INTEGRATION))
# Where the city says nothing else. Only an inspector speaks as one: such a report is dispatched unseen.
CLAIMS: Mapping[str, Claim] = {
    **dict.fromkeys(DESK, _AT_DESK),
    Role.INSPECTOR: Claim(Source.INSPECTOR, (Source.INSPECTOR,)),
    Role.SUPERVISOR: Claim(Source.INSPECTION, (Source.INSPECTION, Source.LEADER, Source.MEETING)),
    Role.LEADER: Claim(Source.LEADER, (Source.LEADER,)),
    Role.INTEGRATION: Claim(Source.INTEGRATION, (Source.INTEGRATION, *_OF_OTHERS)),
}

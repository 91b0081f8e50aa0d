"""What a move of a case is: one row of the table, and the enums that its columns speak in."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.workflow.states import State
from common import workflow


class Relation(StrEnum):
    """How a person of a role must be related to the case."""

    ANY = "any"
    OWN_UNIT = "own_unit"  # member of the unit that answers for the fix
    OWN_HANDS = "own_hands"  # member of that unit or of the squad it sent the case to
    OWN_SQUAD = "own_squad"
    OWN_FIND = "own_find"  # who reported it, or the inspector of the duty grid
    OWN_GRID = "own_grid"  # inspector of the duty grid, or the one to whom the visit was given
    ASSISTING = "assisting"  # member of a unit that owes a part
    PARTY = "party"  # member of a unit that is party to the dispute


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"
    REASON_CLASS = "reason_class"
    DEPARTMENT = "department"
    ASSIGNEE = "assignee"
    PASSED = "passed"
    AFTER_PHOTO = "photos"
    CLOSING = "closing_conditions"
    UNTIL = "until"
    INTO = "into"
    CATEGORY = "category"
    CONDITION = "condition"
    LOCATION = "location"
    PLACE = "place"
    PARTS = "parts"
    RULING = "ruling"


class Units(StrEnum):
    """Which units a move can name."""

    ALL = "all"
    OTHERS = "others"  # all but the one that has the case
    SQUADS = "squads"  # those below it


class Guard(StrEnum):
    """What must hold of the case beside its state; `cases.guards` has the question and the sentence for each."""

    VERIFIED = "verified"
    BEFORE_DUE = "before_due"
    EXTENSION_LEFT = "extension_left"
    EXTENSION_FREE = "extension_free"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_ENDORSED = "extension_endorsed"
    EXTENSION_PENDING = "extension_pending"
    SUSPENSION_LEFT = "suspension_left"
    SUSPENSION_FREE = "suspension_free"
    SUSPENSION_ASKED = "suspension_asked"
    WAS_LATE = "was_late"
    NOT_APPEALED = "not_appealed"
    APPEAL_ASKED = "appeal_asked"
    APPEAL_REVIEWED = "appeal_reviewed"
    NOT_RULED = "not_ruled"
    PARTS_DONE = "parts_done"
    CHILDREN_DONE = "children_done"
    SUPERVISED = "supervised"
    HAS_SQUAD = "has_squad"
    HAS_TERRITORY = "has_territory"
    NOT_RAISED = "not_raised"
    RAISED = "raised"
    ASSIGNED = "assigned"
    NOT_DISPOSER = "not_disposer"  # who disposed, or belongs to a unit that did, does not check it
    NOT_REPORTER = "not_reporter"  # nor who reported it, unless the shift leader allowed it
    CHECK_LATE = "check_late"  # nobody came to check it within the limit
    ANOTHERS_REPORT = "anothers_report"  # somebody reported it, and somebody else decides about that
    NOT_ALLOWED_YET = "not_allowed_yet"
    NOT_PRIVATE = "not_private"
    PRIVATE = "private"


class Ask(TextChoices):
    """How far a request (extension, suspension, appeal) has come."""

    NONE = "", _("None")
    ASKED = "asked", _("Asked for")
    ENDORSED = "endorsed", _("Endorsed by the unit head")
    REVIEWED = "reviewed", _("Passed the first review")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


OWING = _("Unit that shall fix it")


@dataclass(frozen=True, kw_only=True)
class Move(workflow.Move[State, Relation, Need, Guard]):
    """A move of a case: what every move has, and what only cases know."""

    optional: tuple[Need, ...] = (Need.NOTE,)
    proves: bool = False  # its photos are the proof of the fix: after-photos, sent in after the dispatch
    photo: str = "after"  # the kind of photo that its form takes
    looks: bool = False  # made by who went and looked
    finding: str = ""  # the column that keeps whether it was passed
    releases: bool = False  # takes the case from its unit
    then_route: bool = False  # the router looks at the case afterwards
    asks: str = ""  # the request (a column of the case) that it makes
    decides: str = ""  # the request that it decides
    units: Units = Units.ALL  # those that it can name, where it names one
    unit_label: Promise | str = OWING


Moves = tuple[Move, ...]

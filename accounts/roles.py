"""The roles, with a name and a description that people read in the interface (facts.md 2.6, glossary)."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    INSPECTOR = "inspector", _("Grid inspector")
    ACCEPTOR = "acceptor", _("Acceptor")
    SHIFT_LEADER = "shift_leader", _("Shift leader")
    DISPATCHER = "dispatcher", _("Dispatcher")
    HANDLER = "handler", _("Unit handler")
    DEPARTMENT_HEAD = "department_head", _("Unit head")
    SUPERVISOR = "supervisor", _("Supervisor")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    INTEGRATION = "integration", _("Integration client")


def role_label(role: str) -> str:
    """What a role is called in the active language."""
    return str(Role(role).label)


DESK = frozenset({Role.ACCEPTOR, Role.SHIFT_LEADER, Role.DISPATCHER})
UNIT = frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD})
OVERSIGHT = frozenset({Role.SUPERVISOR, Role.LEADER, Role.AUDITOR})


@dataclass(frozen=True)
class Description:
    sits: Promise | str
    does: Promise | str


DESCRIPTIONS: dict[Role, Description] = {
    Role.INSPECTOR: Description(
        _("In the street"), _("Reports problems with photo and place, verifies and checks cases in the own duty grids.")
    ),
    Role.ACCEPTOR: Description(_("Supervision centre"), _("Accepts reports, orders checks, rejects what is no case.")),
    Role.SHIFT_LEADER: Description(
        _("Supervision centre"), _("Files, closes and voids cases and answers for the shift.")
    ),
    Role.DISPATCHER: Description(
        _("Command centre"), _("Dispatches cases to the unit that owes the fix and keeps the routing rules.")
    ),
    Role.HANDLER: Description(_("Unit"), _("Takes the unit's cases, disposes of them and proves it.")),
    Role.DEPARTMENT_HEAD: Description(_("Unit"), _("Answers for the unit's cases and hears of what is overdue.")),
    Role.SUPERVISOR: Description(
        _("Inspection group"), _("Sees every case, runs rounds and follows up until an item is written off.")
    ),
    Role.LEADER: Description(_("City"), _("Sees where the city is late, who owes what, and why.")),
    Role.AUDITOR: Description(_("Audit"), _("Reads everything and writes nothing.")),
    Role.ADMINISTRATOR: Description(
        _("Operations"), _("Sets up accounts, units, grids and the catalogue; handles no cases.")
    ),
    Role.INTEGRATION: Description(_("Another system"), _("Exchanges cases through the API.")),
}

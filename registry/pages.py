"""What registry itself has in the change log and among the tabs of administration."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from registry import cells
from registry.actions import OUTBOX, PLANNED
from registry.cells import Cell
from registry.models import ApprovalState
from registry.registers import APPROVAL, CITY_KIND, Field, LoggedKind, declare_logged
from registry.registers.folder import parts
from registry.tabs import READERS, Tab, declare_tab

COUNT = Cell(cells.count)


class LoadedFolder(LoggedKind):
    """How many rows each file of a loaded folder had."""

    @property
    def by_name(self) -> Mapping[str, Field]:
        return {part.stem: Field(part.stem, part.plural, COUNT) for part in parts()}


def declare() -> None:
    declare_logged(
        LoadedFolder(CITY_KIND, _("City folder")),
        LoggedKind(
            PLANNED, _("Planned change"),
            (Field("on", _("On the day"), cells.day()), Field("away", _("Taken away"), cells.flag(False))),
        ),
        LoggedKind(
            APPROVAL, _("Approval"),
            (Field("approval", _("Approval"), cells.one(ApprovalState)), Field("reason", _("Reason"), cells.words(200)),
             Field("away", _("Taken away"), cells.flag(False))),
        ),
        LoggedKind(OUTBOX, _("Messages that failed"), (Field("dead", _("Failed"), COUNT),)),
    )  # fmt: skip
    declare_tab(Tab("registry:setup", _("Checklist"), 1, "checklist", READERS | {Role.SHIFT_LEADER}))
    declare_tab(Tab("registry:settings", _("Settings"), 90, "adjustments"))
    declare_tab(Tab("registry:approvals", _("Approvals"), 95, "user-check"))
    declare_tab(Tab("registry:coming", _("Planned changes"), 100, "calendar-event"))
    declare_tab(Tab("registry:changes", _("Change log"), 110, "history"))
    declare_tab(Tab("registry:privacy_records", _("Record of personal data"), 122, "shield-lock"))

"""What registry itself has in the change log and among the tabs of administration."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role
from registry import cells
from registry.actions import OUTBOX, PLANNED
from registry.cells import Cell, Text
from registry.registers import CITY_KIND, Field, LoggedKind, declare_logged
from registry.tabs import READERS, Tab, declare_tab

# How many rows each file of a loaded folder had.
LOADED: dict[str, Text] = {
    "areas": _("Areas"), "unit_grids": _("Unit grids"), "duty_grids": _("Duty grids"), "ground": _("Base map"),
    "components": pgettext_lazy("in the street", "Components"), "departments": _("Units"), "people": _("People"),
    "catalogue": _("Catalogue"), "taxonomies": _("Taxonomies"), "rules": _("Routing rules"),
    "calendars": _("Working calendars"), "holidays": _("Days that differ"), "sources": _("Sources"),
    "stages": _("Limits of the stages"), "notice_rules": _("Who hears of what"), "notice_texts": _("Words of notices"),
    "settings": _("Settings"),
}  # fmt: skip
COUNT = Cell(cells.count)


def declare() -> None:
    declare_logged(
        LoggedKind(CITY_KIND, _("City folder"), tuple(Field(name, label, COUNT) for name, label in LOADED.items())),
        LoggedKind(
            PLANNED, _("Planned change"),
            (Field("on", _("On the day"), cells.day()), Field("away", _("Taken away"), cells.flag(False))),
        ),
        LoggedKind(OUTBOX, _("Messages that failed"), (Field("dead", _("Failed"), COUNT),)),
    )  # fmt: skip
    declare_tab(Tab("registry:setup", _("Checklist"), 1, "checklist", READERS | {Role.SHIFT_LEADER}))
    declare_tab(Tab("registry:settings", _("Settings"), 90))
    declare_tab(Tab("registry:coming", _("Planned changes"), 100, "calendar-event"))
    declare_tab(Tab("registry:changes", _("Change log"), 110, "history"))

"""Whatever has a due time and a ladder of escalation: its lamp, its warning, and the chase that raises what is due.

A house declares once what is owed (`Owed`, one `Clock` for each due time of a row) and gets

- pure: `lamp`, `on_time`, `Ladder.next_chase`, `Ladder.level_reached`, and the same for a row with all its clocks;
- for lists: `lamp_conditions`, the lamps as filters (common.owed.conditions);
- for the clock: `chase_all`, one statement for all rows that are due (common.owed.chase);
- for `fsck`: `wrongly_chased`, `wrongly_queued` and `left_unchased` (common.owed.checks).

Who hears of a warning or an escalation is not said here: the chase writes an event into the house's history and
promises it in the outbox; the house's rules of notices decide the rest.
"""

from common.owed.clocks import CLOCK_ACTOR, DUE_LEVEL, WARNING_LEVEL, Clock, Ladder, Owed
from common.owed.lamps import WARNING_SHARE, Lamp, lamp, on_time

__all__ = [
    "CLOCK_ACTOR",
    "DUE_LEVEL",
    "WARNING_LEVEL",
    "WARNING_SHARE",
    "Clock",
    "Ladder",
    "Lamp",
    "Owed",
    "lamp",
    "on_time",
]

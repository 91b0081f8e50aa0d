"""What the history of a case holds beside moves: its beginning, the clock's words, to whom a visit was given."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from cases.workflow.states import OPEN, OWED, TIMED, State
from common.workflow import ERASE, SYSTEM, Tone, Word

REPORTERS = frozenset({
    Role.INSPECTOR, Role.ACCEPTOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER, Role.INTEGRATION,
})  # fmt: skip

ERASERS = frozenset({Role.ADMINISTRATOR})  # who may erase a person's words from a history

REPORT = "report"
# The clock's words in the history, and to whom a visit was given.
WARN = "warn"
ESCALATE = "escalate"
WARN_STAGE = "warn_stage"
ESCALATE_STAGE = "escalate_stage"
SUPERVISION_OVERDUE = "supervision_overdue"
SUPERVISION_ORDER = "supervision_order"
VISIT = "visit"
PHOTO_REFUSED = "photo_refused"
_WORDS: tuple[Word[State], ...] = (
    Word(REPORT, _("Reported"), "flag", (State.REPORTED,), roles=REPORTERS | {SYSTEM}),
    Word(WARN, _("Due soon"), "bell", OWED, Tone.BAD),
    Word(ESCALATE, _("Escalated"), "speakerphone", OWED, Tone.BAD),
    Word(WARN_STAGE, _("Limit of the stage due soon"), "bell", TIMED, Tone.BAD),
    Word(ESCALATE_STAGE, _("Stage past its limit"), "hourglass-empty", TIMED, Tone.BAD),
    Word(SUPERVISION_OVERDUE, _("Supervision past its limit"), "eye-exclamation", OPEN, Tone.BAD),
    Word(SUPERVISION_ORDER, _("The supervision goes by a numbered order"), "file-certificate", OPEN),
    Word(VISIT, _("Visit given to an inspector"), "walk", tuple(State), roles=frozenset({*Role, SYSTEM})),
    Word(PHOTO_REFUSED, _("A photo can't be used"), "photo-off", tuple(State), Tone.BAD),
    Word(ERASE, _("Words were erased"), "eraser", tuple(State), roles=ERASERS | {SYSTEM}),
)
WORDS: dict[str, Word[State]] = {word.name: word for word in _WORDS}

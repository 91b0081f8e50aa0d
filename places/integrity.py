"""What must hold of permits in a live database; `manage.py fsck` asks it with what must hold of cases."""

from django.utils.translation import gettext_lazy as _

from common.integrity import Check
from common.workflow.integrity import checks_of_history
from places.workflow import STEPS, PermitState

CHECKS = (
    *checks_of_history(
        things="places_permit", events="places_permitevent", thing="permit_id", name="t.number", steps=STEPS,
        quiet=frozenset(), prefix="permit_",
    ),
    Check("permit_turns", _("Permits that the clock would not move on their day"), """
        SELECT number FROM places_permit
         WHERE turns_on IS DISTINCT FROM CASE state WHEN %(granted)s THEN starts_on
                                                    WHEN %(in_force)s THEN ends_on + 1 END""",
        {"granted": PermitState.GRANTED.value, "in_force": PermitState.IN_FORCE.value}),
)  # fmt: skip

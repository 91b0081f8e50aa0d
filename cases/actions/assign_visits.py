"""A visit is given to an inspector, who from then on sees the case and may verify or check it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from cases.topics import NOTICE
from cases.workflow import VISIT
from common import outbox
from common.ids import GROWING_ID

# One statement for however many. `seq` counts the event, `version` does not: nobody's press gets stale by it.
_GIVE = """
WITH assignment AS (
    SELECT * FROM unnest(%(cases)s::uuid[], %(kinds)s::text[], %(people)s::bigint[]) AS g(case_id, kind, person)
), given AS (
    UPDATE cases_case AS c SET visitor_id = assignment.person, seq = c.seq + 1
      FROM assignment WHERE c.id = assignment.case_id
 RETURNING c.id, c.seq, c.state, c.due_at, c.limit_text, assignment.kind, assignment.person
)
INSERT INTO cases_caseevent
       (id, case_id, seq, move, from_state, to_state, by_id, actor, at, note, data, content_hash, prev_hash, hash)
SELECT {id}, id, seq, %(word)s, state, state, %(by)s, %(actor)s, %(at)s, '',
       jsonb_build_object('due_at', due_at, 'limit', limit_text, 'kind', kind, 'inspector', person,
                          'expired', person IS NULL),
       '', '', ''
  FROM given
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class VisitAssignment:
    """The visit of a kind (verify, check, recheck) of one case, to whom; None where nobody came and the desk must."""

    case: UUID
    kind: str
    to: int | None


def assign_visits(
    *, assignments: Sequence[VisitAssignment], at: datetime, actor: str = "", by: User | None = None
) -> int:
    """Write down who is to look at each case; how many were given. At most one for a case.

    Call it inside the transaction that holds the locks of the cases.
    """
    if not assignments:
        return 0
    values: dict[str, Any] = {
        "cases": [str(each.case) for each in assignments], "kinds": [each.kind for each in assignments],
        "people": [each.to for each in assignments], "word": VISIT, "by": by.pk if by else None,
        "actor": actor, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_GIVE.format(id=GROWING_ID), values)
        events = [event for (event,) in cursor.fetchall()]
    outbox.emit(NOTICE, events)
    return len(events)

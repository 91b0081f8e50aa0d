"""What `fsck` asks of a table that is chased: each a statement that finds the rows where it does not hold."""

from common.owed.clocks import Owed
from common.owed.statement import next_look

_WRONG = "SELECT owed.{name} FROM {owed.table} AS owed WHERE owed.{owed.next} IS DISTINCT FROM {look}"
_QUEUE = """
SELECT coalesce(owed.{name}, (SELECT {name} FROM {owed.table} WHERE {owed.key} = queue.{owed.subject}),
                queue.{owed.subject}::text)
  FROM (SELECT * FROM {owed.table} WHERE {owed.next} IS NOT NULL) AS owed
  FULL JOIN {owed.queue} AS queue ON queue.{owed.subject} = owed.{owed.key} AND queue.at = owed.{owed.next}
 WHERE owed.{owed.key} IS NULL OR queue.at IS NULL"""
_LEFT = """
SELECT {name} FROM {owed.table} WHERE {owed.next} < now() - interval '10 minutes'
   AND EXISTS (SELECT FROM common_heartbeat WHERE name = '{job}' AND at > now() - interval '10 minutes')
 ORDER BY {owed.next}"""


def wrongly_chased(owed: Owed, *, name: str) -> str:
    """Rows, by their column `name`, that are chased at another time than their clocks say, or not at all."""
    return _WRONG.format(owed=owed, name=name, look=next_look(owed, "owed"))


def wrongly_queued(owed: Owed, *, name: str) -> str:
    """Rows that the chase would not find in its queue at their time, and entries of the queue that no row asks for."""
    return _QUEUE.format(owed=owed, name=name)


def left_unchased(owed: Owed, *, name: str, job: str) -> str:
    """Rows that have been due for ten minutes though the clock's job runs, which raises what is due within seconds.

    A clock that stands still is told by its heartbeat (common.heartbeat), not here.
    """
    return _LEFT.format(owed=owed, name=name, job=job)

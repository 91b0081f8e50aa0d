"""What must hold of any history, for `manage.py fsck`: no gaps, a whole chain, a path through the table of moves."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.integrity import Check
from common.workflow.moves import ERASE
from common.workflow.steps import Steps

_SQL = {
    "gaps": """
        SELECT {name} FROM {things} t
          LEFT JOIN (SELECT {thing}, count(*) AS n, min(seq) AS low, max(seq) AS high FROM {events} GROUP BY 1) e
                 ON e.{thing} = t.id
         WHERE e.n IS NULL OR e.low <> 1 OR e.high <> e.n OR t.seq <> e.n""",
    "chain": """
        SELECT {name} || ' #' || e.seq
          FROM (SELECT {thing}, seq, prev_hash, hash,
                       salt <> '' AND words_hash <> {events}_words(own) AS other,
                       lag(hash, 1, '') OVER (PARTITION BY {thing} ORDER BY seq) AS before,
                       encode(sha256(convert_to({events}_text(own), 'UTF8')), 'hex') AS again
                  FROM {events} own) e
          JOIN {things} t ON t.id = e.{thing}
         WHERE e.prev_hash <> e.before OR e.hash <> e.again OR e.other""",
    "erased": """
        SELECT {name} || ' #' || e.seq FROM {events} e JOIN {things} t ON t.id = e.{thing}
         WHERE e.salt = '' AND NOT EXISTS (
               SELECT FROM {events} trace WHERE trace.{thing} = e.{thing} AND trace.move = %(erase)s
                  AND trace.data ->> 'event' = e.seq::text)""",
    "path": """
        SELECT {name} || ' #' || e.seq || ' ' || e.move
          FROM (SELECT {thing}, seq, move, from_state, to_state,
                       lag(to_state, 1, '') OVER (PARTITION BY {thing} ORDER BY seq) AS before FROM {events}) e
          JOIN {things} t ON t.id = e.{thing}
          LEFT JOIN unnest(%(moves)s::text[], %(sources)s::text[], %(targets)s::text[]) AS legal(move, source, target)
                 ON (legal.move, legal.source, legal.target) = (e.move, e.from_state, e.to_state)
         WHERE e.from_state <> e.before OR legal.move IS NULL""",
    "state": """
        SELECT {name} FROM {things} t
          JOIN LATERAL (SELECT to_state FROM {events} WHERE {thing} = t.id ORDER BY seq DESC LIMIT 1) e ON true
         WHERE e.to_state <> t.state""",
    "version": """
        SELECT {name} FROM {things} t
          JOIN (SELECT {thing}, count(*) AS n FROM {events} WHERE move <> ALL (%(quiet)s) GROUP BY 1) e
            ON e.{thing} = t.id
         WHERE e.n <> t.version""",
}
_WRONG = {
    "gaps": _("Events are missing from the history"),
    "chain": _("Events were changed after they were written"),
    "erased": _("Words were erased, and nothing says by whom"),
    "path": _("Events are no path through the table of moves"),
    "state": _("The history does not lead to the present state"),
    "version": _("The version is not the number of moves"),
}


def checks_of_history(
    *, things: str, events: str, thing: str, name: str, steps: Steps, quiet: Collection[str], prefix: str = ""
) -> tuple[Check, ...]:
    """The checks of one kind of thing.

    `things` and `events` are tables, `thing` the events' column of the thing; `name` is an expression over `t` that
    names a thing for people. `steps` are the legal ones, `quiet` what does not raise the version. `prefix` tells the
    checks of this house from those of others.
    """
    moves, sources, targets = zip(*steps, strict=True)
    values: dict[str, Mapping[str, Any]] = {
        "erased": {"erase": ERASE},
        "path": {"moves": list(moves), "sources": list(sources), "targets": list(targets)},
        "version": {"quiet": list(quiet)},
    }
    names = {"things": things, "events": events, "thing": thing, "name": name}
    return tuple(
        Check(prefix + key, _WRONG[key], sql.format(**names), values.get(key, {})) for key, sql in _SQL.items()
    )

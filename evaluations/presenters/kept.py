"""Pages of leaders that are made once for all who see the same (`evaluations.viewer`), for a few seconds at most.

To count and to draw them takes ten times as long as all else that a page needs. What is kept are pieces of a page,
drawn without its request: no name, no token and no nonce can stand in them. A piece is asked for by all that it depends
on: what is seen, the question in its address, the language, the turn of the counters, which another one follows as soon
as anything that happened is folded, and the few seconds in which it was made, for what no turn tells: what falls due,
who is on duty, how a unit is called. Each web process keeps its own, so that nothing has to be told to anybody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import get_language

from accounts.models import User
from evaluations.viewer import viewer_of

SECONDS = 5
Context = Mapping[str, Any]
Pieces = Mapping[str, str]


@dataclass(frozen=True)
class Shelf:
    """Where the pieces of one page lie. `reader` is in whose name they are asked: the person, or who stands for all who
    see the same."""

    query: QueryDict
    reader: User
    kept_by: str  # empty where nothing is kept

    def drawn(self, template: str, context: Context) -> str:
        """A piece of the page; of its request it knows the question only."""
        asked = HttpRequest()
        asked.GET = self.query  # type: ignore[assignment]
        return render_to_string(template, {**context, "request": asked})

    def pieces(self, names: Sequence[str], make: Callable[[Sequence[str]], Pieces]) -> Pieces:
        """By their names. `make` is asked for those that are not there, all at once."""
        if not self.kept_by:
            return make(names)
        keys = {f"{self.kept_by}:{name}": name for name in names}
        kept = caches["pages"].get_many(keys)
        missing = [name for key, name in keys.items() if key not in kept]
        made = make(missing) if missing else {}
        caches["pages"].set_many({f"{self.kept_by}:{name}": piece for name, piece in made.items()}, SECONDS)
        return {**{keys[key]: piece for key, piece in kept.items()}, **made}


def shelf_of(user: User, page: str, query: QueryDict, *, turn: int | None, at: datetime) -> Shelf:
    """Without counters it is counted live, and nothing tells when that has changed: then nothing is kept."""
    viewer = viewer_of(user) if turn is not None else None
    if viewer is None:
        return Shelf(query, user, "")
    known = (page, query.urlencode(), viewer.sight, get_language(), turn, int(at.timestamp()) // SECONDS)
    return Shelf(query, viewer.reader, sha256(repr(known).encode()).hexdigest())

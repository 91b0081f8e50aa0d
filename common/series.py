"""Numbers of papers without a gap, per kind and year: 督办单〔2026〕12号 (GB/T 9704-2012, 7.2.5).

A number is taken in the transaction that writes the paper. The row of its kind and year stays locked until that
transaction ends, so the next paper waits: if the first one is rolled back its number is free again and goes to the
next. That is why a PostgreSQL sequence, which never gives a number back, does not serve here.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone

# The rows are locked in the order of their kinds, whatever the order of asking, so that two who take several numbers
# wait for each other and never stop each other.
_TAKE = """
INSERT INTO common_series AS series (kind, year, last)
SELECT kind, %s, count FROM unnest(%s::text[], %s::int[]) AS asked(kind, count) ORDER BY kind COLLATE "C"
    ON CONFLICT (kind, year) DO UPDATE SET last = series.last + excluded.last
RETURNING kind, last
"""


@dataclass(frozen=True)
class PaperNumber:
    kind: str
    year: int
    number: int

    def text(self, name: str) -> str:
        """As it stands on the paper, behind the name of its series; the number is not filled up with zeros."""
        return f"{name}〔{self.year}〕{self.number}号"


def take_numbers(*kinds: str, at: datetime) -> list[PaperNumber]:
    """The next number of each kind, in the order given, in the city's year at that moment; a kind may come repeatedly.

    Call it inside the transaction that writes the papers, once and late: from here on nobody else gets a number of
    these kinds until the transaction ends, and a lock taken after it could meet somebody who waits for the number.
    Raises TransactionManagementError outside of a transaction, where a paper that fails would leave a gap.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Numbers are taken inside the transaction that writes their papers.")
    asked, year = Counter(kinds), timezone.localdate(at).year
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [year, list(asked), list(asked.values())])
        last = dict(cursor.fetchall())
    following = {kind: last[kind] - count + 1 for kind, count in asked.items()}
    found = []
    for kind in kinds:
        found.append(PaperNumber(kind, year, following[kind]))
        following[kind] += 1
    return found

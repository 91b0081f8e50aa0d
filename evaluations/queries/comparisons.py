"""The same question over a period and over what it is compared with."""

from dataclasses import dataclass, replace

from accounts.models import User
from evaluations.periods import Period
from evaluations.queries.answers import Answer, Counted, Key, answers
from evaluations.queries.questions import Question


@dataclass(frozen=True)
class Compared:
    """`now` is the whole period up to this moment, which the page shows; the others are what its change is made of."""

    period: Period
    now: Answer
    over: Answer | None
    before: Answer | None
    year_before: Answer | None

    @property
    def counted(self) -> Counted:
        return self.now.counted

    def change(self, name: str, key: Key = "") -> int | None:
        """How many more than in the period before; None where there is nothing to compare with."""
        return _more(self.over, self.before, name, key)

    def change_of_a_year(self, name: str, key: Key = "") -> int | None:
        return _more(self.over, self.year_before, name, key)


def _more(over: Answer | None, before: Answer | None, name: str, key: Key) -> int | None:
    """A period in which nothing at all happened is no measure: the city may not have used the platform yet."""
    if over is None or before is None or not before.rows:
        return None
    return over.rows.get(key, {}).get(name, 0) - before.rows.get(key, {}).get(name, 0)


def compare(user: User, period: Period, *asked: Question) -> list[Compared]:
    """Each question (its days are not looked at) over the period and over the days it is compared with."""
    spans = [days for days in (period.days, period.compared, period.before, period.year_before) if days is not None]
    found = iter(answers(user, [replace(question, days=days) for question in asked for days in spans]))
    return [_compared(period, [next(found) for __ in spans]) for __ in asked]


def _compared(period: Period, found: list[Answer]) -> Compared:
    now, *others = found
    over, before, year_before = (*others, None, None, None)[:3]
    return Compared(period, now, over, before, year_before)

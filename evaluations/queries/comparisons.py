"""The same question over a period and over what it is compared with."""

from collections.abc import Sequence
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
    questions = [over(period, question) for question in asked]
    found = iter(answers(user, [each for spans in questions for each in spans]))
    return [compared(period, [next(found) for __ in spans]) for spans in questions]


def over(period: Period, question: Question) -> list[Question]:
    """The question over each of the days, for who asks it together with others; `compared` takes the answers."""
    spans = (period.days, period.compared, period.before, period.year_before)
    return [replace(question, days=days) for days in spans if days is not None]


def compared(period: Period, found: Sequence[Answer]) -> Compared:
    now, *others = found
    whole, before, year_before = (*others, None, None, None)[:3]
    return Compared(period, now, whole, before, year_before)

"""Routing a known period by rules, and why the city itself sent some of its cases elsewhere. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.routing import ANY
from imports.learning.rules import Learned, LearnedCell, Route, Seen, Tally, Terms, learn

SHOWN = 10  # pairs of units that are printed


class Outcome(TextChoices):
    """What became of a case; each case has exactly one, so that none vanishes."""

    SAME = "same", gettext_lazy("To the unit the city itself used")
    UNNAMED = "unnamed", gettext_lazy("The city names no unit: nothing to compare with")
    NEVER = "never", gettext_lazy("the subclass was not seen in the period learned from")
    RARE = "rare", gettext_lazy("the subclass was seen too rarely")
    DIVIDED = "divided", gettext_lazy("no unit had a large enough share of the subclass")
    REMOVED = "removed", gettext_lazy("the history has a rule that the file lacks")
    EDITED = "edited", gettext_lazy("the file says something else than the history")
    CHANGED = "changed", gettext_lazy("changed since: there the city now sends most of them to this other unit")
    UNPLACED = "unplaced", gettext_lazy("the area is unknown: sent by the subclass alone")
    SPLIT = "split", gettext_lazy("the history itself is split there: the other unit had some too")
    THIN = "thin", gettext_lazy("seen too rarely in this area: sent by a coarser one")
    NEW = "new", gettext_lazy("the other unit had none of them there before")


POOL = (Outcome.NEVER, Outcome.RARE, Outcome.DIVIDED, Outcome.REMOVED)
ELSEWHERE = (Outcome.UNPLACED, Outcome.CHANGED, Outcome.SPLIT, Outcome.THIN, Outcome.NEW, Outcome.EDITED)


@dataclass
class Trial:
    """Counts of cases by outcome, and which unit had what the rules send to which."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # subclass, the city's unit, ours

    @property
    def total(self) -> int:
        return self.outcomes.total()

    @property
    def agreed(self) -> int:
        return self.outcomes[Outcome.SAME]

    def lines(self) -> Iterator[tuple[str, str]]:
        """Label and value, in the order in which they are printed; the parts add up to the first line."""
        yield _("Cases routed again"), f"{self.total:,}"
        yield str(Outcome.SAME.label), self._said(self.agreed)
        for heading, group in ((_("To the dispatcher's pool"), POOL), (_("To another unit"), ELSEWHERE)):
            yield heading, self._said(sum(self.outcomes[outcome] for outcome in group))
            for outcome in group:
                if self.outcomes[outcome]:
                    yield f"… {outcome.label}", f"{self.outcomes[outcome]:,}"
        if self.outcomes[Outcome.UNNAMED]:
            yield str(Outcome.UNNAMED.label), self._said(self.outcomes[Outcome.UNNAMED])

    def _said(self, cases: int) -> str:
        return f"{cases:,} ({cases / self.total:.3%})" if self.total else "0"


def tried(cases: Sequence[Seen], rules: Sequence[Learned], history: Sequence[Seen], terms: Terms) -> Trial:
    """Send the cases by the rules; `history` and `terms` are those the rules were learned from, to tell the reasons."""
    judge, trial = _Judge(Route(rules), history, cases, terms), Trial()
    for seen in cases:
        rule = judge.route.rule(seen)
        trial.outcomes[judge.outcome(seen, rule)] += seen.cases
        if seen.unit and rule is not None and rule.unit != seen.unit:
            trial.pairs[seen.what, seen.unit, rule.unit] += seen.cases
    return trial


class _Judge:
    def __init__(self, route: Route, history: Sequence[Seen], cases: Sequence[Seen], terms: Terms) -> None:
        self.route, self.terms = route, terms
        self.learned = Route(learn(history, terms))  # what the rules were before anybody reviewed them
        self.before, self.now = Tally.of(history), Tally.of(cases)

    def outcome(self, seen: Seen, rule: Learned | None) -> Outcome:
        if not seen.unit:
            return Outcome.UNNAMED
        if rule is None:
            return self._why_nobody(seen)
        return Outcome.SAME if rule.unit == seen.unit else self._why_another(seen, rule)

    def _why_nobody(self, seen: Seen) -> Outcome:
        cases = self.before.cases(LearnedCell(seen.what, ANY, ""))
        if not cases:
            return Outcome.NEVER
        if self.learned.rule(seen):
            return Outcome.REMOVED
        return Outcome.RARE if cases < self.terms.support else Outcome.DIVIDED

    def _why_another(self, seen: Seen, rule: Learned) -> Outcome:
        said = self.learned.rule(seen)
        if said is None or said.unit != rule.unit:
            return Outcome.EDITED
        finest = self._cells(seen)[0]
        if finest.level == ANY:
            return Outcome.UNPLACED
        has = self.now.ranked(rule.cell)
        if has[0][0] == seen.unit and has[0][1] >= self.terms.support:
            return Outcome.CHANGED
        if seen.unit in dict(self.before.ranked(finest)):
            return Outcome.SPLIT
        if self.before.cases(finest) < self.terms.support:
            return Outcome.THIN
        return Outcome.NEW

    def _cells(self, seen: Seen) -> list[LearnedCell]:
        return [cell for cell in seen.cells() if cell.level == ANY or cell.level in self.terms.levels]

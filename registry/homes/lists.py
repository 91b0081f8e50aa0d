"""Lists that wait for a person, as houses declare them: the home asks those of all houses in one statement."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from registry.homes.parts import HomeLists, HomeSection, Questions, Row
from registry.homes.union import Asked, Found, Line

SHOWN = 3  # the first rows of a list


@dataclass(frozen=True, eq=False, kw_only=True)
class HomeList(Asked):
    """One list: the question behind it, the page that it leads to, and how a row of it is drawn.

    `page` is the name of an address and `question` what stands there after `?`. `bad` lists are late or burning, or are
    so by their first rows. One that is not `always` there is named only while it holds something.
    """

    label: Promise | str
    page: str
    question: str = ""
    line: Callable[[Line, datetime], SafeString]
    most: int = SHOWN
    bad: bool | Callable[[Sequence[Line], datetime], bool] = False
    always: bool = True

    @cached_property
    def url(self) -> str:
        return f"{reverse(self.page)}?{self.question}" if self.question else reverse(self.page)

    def section(self, found: Found, at: datetime) -> HomeSection:
        bad = self.bad if isinstance(self.bad, bool) else bool(found.lines) and self.bad(found.lines, at)
        return HomeSection(self.label, self.url, found.number, [self.line(line, at) for line in found.lines], bad)


def lists(name: str, order: int, of_roles: Mapping[str, Sequence[HomeList]]) -> HomeLists:
    """A part of homes that is nothing but lists, by role."""
    questions = {str(role): Questions(tuple(found), partial(_sections, found)) for role, found in of_roles.items()}
    house = next(each.line.__module__ for found in of_roles.values() for each in found)
    return HomeLists(name, order, frozenset(questions), lambda user: questions[user.role], house)


def answered(
    name: str, order: int, roles: Collection[str], *asked: Asked,
    rows: Callable[[datetime, Sequence[Found]], Iterable[Row]],
) -> HomeLists:  # fmt: skip
    """A part of homes that is no list, but what `rows` makes of the answers to these questions."""
    questions = Questions(asked, rows)
    return HomeLists(name, order, frozenset(roles), lambda user: questions, rows.__module__)


def _sections(of_role: Sequence[HomeList], at: datetime, answers: Sequence[Found]) -> Iterable[Row]:
    pairs = zip(of_role, answers, strict=True)
    return [each.section(found, at) for each, found in pairs if found.number or each.always]

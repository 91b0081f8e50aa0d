"""Finding cases by words: pairs of Chinese characters, beginnings of words in any script and of numbers, and names.

The names are those of unit, class and place. Each word must be found; a word is found in the text of a case or in a
name that the case points at. One index answers (`case_words`), whatever is asked.
"""

import re
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import BooleanField, CharField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from cases.models import Case
from cases.models.case import CaseWords
from catalogue.models import Category
from common.words import Holds, once_for_typed, plain_words, quoted, with_part, with_word
from departments.models import Department
from grids.models import Area
from places.models import Place

MOST_WORDS = 6
LONGEST_WORD = 60
MOST_NAMES = 200  # a word that stands in more names than these says too little
MARKS = {"#c": ("category",), "#a": ("street", "community"), "#d": ("department",)}  # of which columns of a case
_FIGURE = re.compile("[0-9]")
_SPACES = re.compile(r"[\s,，、;；]+")
_RUNS = re.compile("[0-9a-zß-ɏͰ-ևא-ײؠ-ي٠-٩ٮ-ۓە-ᢪḀ-῿ぁ-ヿ]+|[㐀-\U0010ffff]+")  # as the function case_words cuts


class HoldsWord(Holds):
    """Whether the words of a case answer what is asked for one word; a condition of its own for each, for the index
    joins two of them in a third of the time that it takes for both in one.

    `likely` is true of each case that holds the word and costs a fifth of cutting its words.
    """

    def __init__(self, question: str, likely: Q) -> None:
        super().__init__(CaseWords(), Value(question, output_field=TextField()))
        self.likely = likely

    def in_each(self, query: Any) -> Any:
        """The same, asked of one case after the other: in this form no index answers it."""
        holds = Holds(*self.get_source_expressions())
        asked = models.Case(When(self.likely, then=holds), default=Value(False), output_field=BooleanField())
        return asked.resolve_expression(query)


def words_asked(cases: "QuerySet[Any, Any]") -> list[HoldsWord]:
    """What is asked of the cases that `find` narrowed."""
    sides = (getattr(leaf, "lhs", None) for leaf in cases.query.where.leaves())
    return [side for side in sides if isinstance(side, HoldsWord)]


def in_each(cases: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """The same cases, in each of which the words are looked for: cheaper than their index where few are looked at."""
    if cases.query.is_empty():
        return cases
    cases = cases.all()
    asked = {word: word.in_each(cases.query) for word in words_asked(cases)}
    cases.query.where = cases.query.where.replace_expressions(asked)
    return cases


def words_of(text: str) -> list[str]:
    """The words of what was typed, small letters without accents, full-width forms made plain."""
    return [word[:LONGEST_WORD] for word in _SPACES.split(plain_words(text)) if word][:MOST_WORDS]


def find(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those of the cases in which every word is found; none for a question without a letter or figure."""
    if not (asked := _asked(text)):
        return cases.none()
    found = Q(*(HoldsWord(_question(parts, marks), _likely(parts, marks)) for parts, marks in asked))
    if _FIGURE.search(text) and (others := list(_of_other_system(text))):
        found |= Q(pk__in=others)
    if places := places_named(text):
        found |= Q(place__in=places)
    return cases.filter(found)


def question_of(text: str) -> str:
    """What a vector of words of `case_words` is asked for (`Holds`); empty without a letter or figure."""
    return " & ".join(_question(parts, marks) for parts, marks in _asked(text))


@once_for_typed
def _asked(text: str) -> list[tuple[list[str], list[str]]]:
    """Of each word its parts, all of which must be found, or one of the marks of the names that it stands in.

    Punctuation asks nothing.
    """
    parts = {word: [part for run in _RUNS.findall(word) for part in _parts(run)] for word in words_of(text)}
    return [(found, _named(word)) for word, found in parts.items() if found]


def _question(parts: list[str], marks: list[str]) -> str:
    """One word as the index is asked.

    Each mark stands in a bracket of its own within the last one, `(a | (b | c))`: where the text holds the word none of
    them is looked at, an eighth of the time of two common words that never meet.
    """
    said = " & ".join(quoted(part) if _is_pair(part) else f"{quoted(part)}:*" for part in parts)
    return reduce(lambda rest, each: f"({each} | {rest})", reversed([f"({said})", *map(quoted, marks)]))


def _likely(parts: list[str], marks: list[str]) -> Q:
    """One of the marks, or all parts in the texts, wherever they begin there."""
    named, said = Q(), Q()
    for mark, columns in MARKS.items():
        if keys := [int(each.removeprefix(mark)) for each in marks if each.startswith(mark)]:
            named |= reduce(or_, (Q(**{f"{column}__in": keys}) for column in columns))
    for part in parts:
        said &= with_word(part, "description", "address", *(["number"] if part[0] < "㐀" else []))
    return named | said


def _of_other_system(text: str) -> "QuerySet[Any, Any]":
    """Asked apart: among so few keys, an index of its own answers at once, and the words keep theirs."""
    return (
        Case.objects.of_other_system(*{text.strip(), text.strip().upper()}).order_by().values_list("pk", flat=True)[:20]
    )


@once_for_typed
def places_named(text: str) -> list[int]:
    """The places in whose name each word stands: their cases are found, whatever is said of them. The index of the
    cases of places answers, so that the words of a case need not hold its place."""
    found = Place.objects.all()
    for word in words_of(text):
        found = found.filter(with_part(word, Place.SEARCHED, with_word(word, "name")))
    return list(found.order_by().values_list("pk", flat=True)[:MOST_NAMES])


def _parts(run: str) -> list[str]:
    if run[0] < "㐀" or len(run) == 1:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _is_pair(part: str) -> bool:
    """A pair of characters is found as it is; all else where a word begins with it."""
    return part[0] >= "㐀" and len(part) == 2


def _named(word: str) -> list[str]:
    """The subclasses, areas and units in whose name the word stands, in one query."""
    classes = Category.objects.filter(with_word(word, "name", "name_en", "major__name") | Q(code=word))
    areas = Area.objects.filter(with_word(word, "name")).exclude(level="district")
    units = Department.objects.filter(with_word(word, "name", "short_name") | Q(code=word))
    marked = [_marks("#c", classes), _marks("#a", areas), _marks("#d", units)]
    return list(marked[0].union(*marked[1:], all=True)[:MOST_NAMES])


def _marks(prefix: str, rows: "QuerySet[Category] | QuerySet[Area] | QuerySet[Department]") -> "QuerySet[Any, str]":
    return rows.order_by().annotate(mark=Concat(Value(prefix), Cast("pk", CharField()))).values_list("mark", flat=True)


def shown_as(text: str) -> list[str]:
    """What to mark where it was found: the words as typed, and their parts where writing systems meet."""
    words = words_of(text)
    return list(dict.fromkeys([*words, *(run for word in words for run in _RUNS.findall(word))]))

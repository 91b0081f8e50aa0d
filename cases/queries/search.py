"""Finding cases by words: pairs of Chinese characters, beginnings of words in any script and of numbers, and names.

The names are those of unit, class and place. Each word must be found; a word is found in the text of a case or in a
name that the case points at. One index answers (`case_words`), whatever is asked.
"""

import re
from typing import Any

from django.db.models import CharField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from cases.models import Case
from cases.models.case import CaseWords
from catalogue.models import Category
from common.words import Holds, plain_words, quoted, with_part, with_word
from departments.models import Department
from grids.models import Area
from places.models import Place

MOST_WORDS = 6
LONGEST_WORD = 60
MOST_NAMES = 200  # a word that stands in more names than these says too little
_FIGURE = re.compile("[0-9]")
_SPACES = re.compile(r"[\s,，、;；]+")
_RUNS = re.compile("[0-9a-zß-ɏͰ-ևא-ײؠ-ي٠-٩ٮ-ۓە-ᢪḀ-῿ぁ-ヿ]+|[㐀-\U0010ffff]+")  # as the function case_words cuts


def words_of(text: str) -> list[str]:
    """The words of what was typed, small letters without accents, full-width forms made plain."""
    return [word[:LONGEST_WORD] for word in _SPACES.split(plain_words(text)) if word][:MOST_WORDS]


def find(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those of the cases in which every word is found; none for a question without a letter or figure."""
    if not (asked := question_of(text)):
        return cases.none()
    found: Q = Q(Holds(CaseWords(), Value(asked, output_field=TextField())))
    if _FIGURE.search(text) and (others := list(_of_other_system(text))):
        found |= Q(pk__in=others)
    if places := list(places_named(words_of(text))):
        found |= Q(place__in=places)
    return cases.filter(found)


def question_of(text: str) -> str:
    """What a vector of words of `case_words` is asked for (`Holds`); empty without a letter or figure."""
    return " & ".join(filter(None, (_question(word) for word in words_of(text))))


def _of_other_system(text: str) -> "QuerySet[Any, Any]":
    """Asked apart: among so few keys, an index of its own answers at once, and the words keep theirs."""
    return (
        Case.objects.of_other_system(*{text.strip(), text.strip().upper()}).order_by().values_list("pk", flat=True)[:20]
    )


def places_named(words: list[str]) -> "QuerySet[Any, int]":
    """The places in whose name each word stands: their cases are found, whatever is said of them. The index of the
    cases of places answers, so that the words of a case need not hold its place."""
    found = Place.objects.all()
    for word in words:
        found = found.filter(with_part(word, Place.SEARCHED, with_word(word, "name")))
    return found.order_by().values_list("pk", flat=True)[:MOST_NAMES]


def _question(word: str) -> str:
    """The word as the index is asked: its pieces, or one of the names it stands in. Punctuation asks nothing."""
    pieces = [piece for run in _RUNS.findall(word) for piece in _pieces(run)]
    if not pieces:
        return ""
    either = [f"({' & '.join(pieces)})", *(quoted(mark) for mark in _named(word))]
    return f"({' | '.join(either)})"


def _pieces(run: str) -> list[str]:
    if run[0] < "㐀" or len(run) == 1:
        return [f"{quoted(run)}:*"]
    return [quoted(run[at : at + 2]) for at in range(len(run) - 1)]


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

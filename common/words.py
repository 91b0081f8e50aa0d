"""Words as people search for them: small letters, without accents, full-width forms made plain, of any script.

"grunflachen" finds "Grünflächen", "strasse" finds "Straße", "όδος" finds "οδός". The database does the same to what it
holds: `plain_text` (migration `0002_plain_text`), of which the index of the words of cases has the text too.

A list of a large table finds a part of a text by an index of the parts of its texts (`TextParts`); decision 0071.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache, reduce, wraps
from operator import and_
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Contains

T = TypeVar("T")
FEW = 1_000  # so many are found by their keys; of more than these, who walks along the list soon has a page
_LONGEST_PART = 3  # as the function `text_parts` cuts (migration `0003_text_parts`)

# Accents of Latin, Greek and Cyrillic; points and vowels of Hebrew and Arabic, which many leave out; the Arabic dash
# that only makes a word longer. As the SQL has them.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]+")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ς": "σ", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)


def plain_words(text: str) -> str:
    """The text as it is searched."""
    plain = unicodedata.normalize("NFKC", text).lower()
    if plain.isascii():
        return plain
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


@lru_cache(maxsize=8192)
def plain_letter(letter: str) -> str:
    """One character as it is searched; "" for an accent, two letters for ß."""
    return plain_words(letter)


class Typed(str):
    """What somebody typed, given to several who look for it: what they ask alike because of it is asked once."""


def once_for_typed(ask: Callable[[str], T]) -> Callable[[str], T]:
    """Keep the answer with the text, where it is a `Typed`."""

    name = f"{ask.__module__}.{ask.__qualname__}"

    @wraps(ask)
    def asked(text: str) -> T:
        kept: dict[str, T] = vars(text) if isinstance(text, Typed) else {}
        if name not in kept:
            kept[name] = ask(text)
        return kept[name]

    return asked


class PlainText(Func):
    """A column as it is searched."""

    function = "plain_text"
    output_field = CharField()


def with_word(word: str, *columns: str) -> Q:
    """That the word stands in one of these columns of text."""
    asked, plain = Q(), plain_words(word)
    for column in columns:
        asked |= Q(Contains(PlainText(F(column)), plain))
    return asked


class Holds(Func):
    """Whether a vector of words answers a question of ours (`'a' & 'b':*`), no dictionary between them."""

    arg_joiner = " @@ "
    template = "(%(expressions)s::tsquery)"
    output_field = BooleanField()


def quoted(lexeme: str) -> str:
    """A word of such a question."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


class TextParts(Func):
    """Columns of text as an index holds them: each three characters in a row, of any script, as they are searched."""

    function = "text_parts"
    template = "%(function)s(plain_text(%(expressions)s))"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


def with_part(word: str, columns: tuple[str, ...], where: Q) -> Q:
    """`where` (that the word stands in some of these columns), found by the index of their `TextParts`."""
    plain = plain_words(word)
    last = len(plain) - _LONGEST_PART
    parts = dict.fromkeys(plain[at : at + _LONGEST_PART] for at in range(last + 1)) if last > 0 else [plain]
    asked = " & ".join(f"{quoted(part)}{':*' * (len(part) < _LONGEST_PART)}" for part in parts if part)
    return Q(Holds(TextParts(*columns), Value(asked, output_field=TextField()))) & where if asked else where


def by_keys(where: Q, *ways: "QuerySet[Any, Any]") -> Q:
    """`where`, which may look at other tables too. While it holds for few rows these are meant by their keys, to which
    the ways lead, each by an index and together to all of them.

    Of many a page is soon found by walking along the list. So the planner is told nothing of what is asked (it takes
    that for true of each second row then): a part of a text it expects in next to no row, and would read and sort all.
    """
    few = set[Any]()
    for way in ways:  # one by one: most are not asked where the first leads to many
        few.update(way.order_by().values_list("pk", flat=True)[: FEW + 1])
        if len(few) > FEW:
            break
    else:
        return Q(pk__in=few)
    return Q(Coalesce(ExpressionWrapper(where, output_field=BooleanField()), Value(False)))


def with_parts(rows: "QuerySet[Any, Any]", columns: tuple[str, ...], each: Mapping[str, Q]) -> Q:
    """That what each word asks for holds; of one table, by the index of the `TextParts` of these columns."""
    for word, where in each.items():
        rows = rows.filter(with_part(word, columns, where))
    return by_keys(reduce(and_, each.values(), Q()), rows)

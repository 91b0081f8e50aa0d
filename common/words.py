"""Words as people search for them: small letters, without accents, full-width forms made plain, of any script.

"grunflachen" finds "Grünflächen", "strasse" finds "Straße", "όδος" finds "οδός". The database does the same to what it
holds: `plain_text` (migration `0002_plain_text`), of which the index of the words of cases has the text too.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from django.db.models import CharField, F, Func, Q
from django.db.models.lookups import Contains

T = TypeVar("T")

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

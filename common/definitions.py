"""What a word or a figure means, in a sentence: shown one press away from it by the kit's tag `define`."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Definition:
    """`key` names it on a page (letters and hyphens), `term` is the word itself, `meaning` one to three sentences."""

    key: str
    term: Promise | str
    meaning: Promise | str

"""Where a search found its words: a text with its hits marked, cut around the first."""

import re
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.words import plain_letter

AROUND = 40  # characters shown before the first hit
LONGEST = 160
Span = tuple[int, int]


def marked(text: str, words: Sequence[str], *, longest: int = LONGEST) -> SafeString:
    """The text, escaped, with every word in <mark>; a long one is cut so that its first hit is seen.

    The words are as `common.words` makes them: one without accents is found in a word that has some.
    """
    text = " ".join(text.split())
    hits = _hits(text, words) if words else []
    start = max(0, hits[0][0] - AROUND) if hits and len(text) > longest else 0
    end = min(start + longest, len(text))
    before, after = "…" if start else "", "…" if end < len(text) else ""
    if not words:
        return format_html("{}{}{}", before, text[start:end], after)
    return format_html("{}{}{}", before, format_html_join("", "{}{}", _parts(text, start, end, hits)), after)


def _hits(text: str, words: Sequence[str]) -> list[Span]:
    """From where to where each hit goes; the text is searched as it is plain, where a letter may be none or two."""
    letters = [plain_letter(letter) for letter in text]
    origin = [at for at, plain in enumerate(letters) for __ in plain] + [len(text)]
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word) for word in longest_first))
    found = (hit.span() for hit in pattern.finditer("".join(letters)) if hit.group())
    return [(origin[first], origin[last - 1] + 1) for first, last in found]


def _parts(text: str, start: int, end: int, hits: Sequence[Span]) -> list[tuple[str, SafeString]]:
    parts, at = [], start
    for first, last in hits:
        if first < at or last > end:
            continue
        parts.append((text[at:first], format_html("<mark>{}</mark>", text[first:last])))
        at = last
    return [*parts, (text[at:end], SafeString(""))]

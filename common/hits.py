"""Where a search found its words: a text with its hits marked, cut around the first."""

import re
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

AROUND = 40  # characters shown before the first hit
LONGEST = 160


def marked(text: str, words: Sequence[str], *, longest: int = LONGEST) -> SafeString:
    """The text, escaped, with every word in <mark>; a long one is cut so that its first hit is seen."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    text = " ".join(text.split())
    first = pattern.search(text) if words else None
    start = max(0, first.start() - AROUND) if first and len(text) > longest else 0
    shown = text[start : start + longest]
    before, after = "…" if start else "", "…" if start + longest < len(text) else ""
    if not words:
        return format_html("{}{}{}", before, shown, after)
    parts = _parts(shown, pattern)
    return format_html("{}{}{}", before, format_html_join("", "{}{}", parts), after)


def _parts(text: str, pattern: re.Pattern[str]) -> list[tuple[str, SafeString]]:
    parts, at = [], 0
    for hit in pattern.finditer(text):
        parts.append((text[at : hit.start()], format_html("<mark>{}</mark>", hit.group())))
        at = hit.end()
    return [*parts, (text[at:], SafeString(""))]

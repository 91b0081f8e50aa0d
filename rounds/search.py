"""What a word finds among rounds."""

from urllib.parse import urlencode

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import OVERSIGHT
from common.hits import marked
from common.words import plain_words, with_word
from registry.search import Found, SearchKind, register
from rounds.models import Round
from rounds.queries.rounds import listed

MOST = 5


def _rounds(user: User, text: str, cursor: str) -> Found:
    """Those in whose title each word stands, or that have this number; the last due first."""
    words = plain_words(text).split()[:6]
    found = listed(user)
    for word in words:
        found = found.filter(with_word(word, "title") | Q(number__iexact=word))
    rows = list(found.order_by("-due_on", "-pk")[:MOST]) if words else []
    hits = [(row, marked(row.title, words)) for row in rows]
    address = f"{reverse('rounds:list')}?{urlencode({'q': text})}"
    return Found(render_to_string("rounds/hits.html", {"hits": hits}), len(rows), address)


def _exactly(user: User, text: str) -> str:
    if " " in text:  # words, and no number
        return ""
    found = Round.objects.visible_to(user).filter(number=text.strip().upper()[:40]).first()
    return found.get_absolute_url() if found is not None else ""


register(SearchKind("rounds", _("Rounds"), 40, OVERSIGHT, _rounds, _exactly))

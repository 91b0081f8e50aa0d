"""What a word finds among places."""

from urllib.parse import urlencode

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.hits import marked
from common.words import plain_words, with_parts, with_word
from places.models import Place
from places.queries import files
from registry.search import Found, SearchKind, register

MOST = 5


def _places(user: User, text: str, cursor: str) -> Found:
    """Those in whose name or address each word stands, or that have this code; the first of the list."""
    words = plain_words(text).split()[:6]
    each = {word: with_word(word, "name", "address") | Q(code__iexact=word) for word in words}
    found = files(user).filter(ended_on=None).filter(with_parts(Place.objects.all(), Place.SEARCHED, each))
    rows = list(found.order_by("code")[:MOST]) if words else []
    hits = [(row, marked(row.name, words), marked(row.address, words)) for row in rows]
    address = f"{reverse('places:list')}?{urlencode({'q': text})}"
    return Found(render_to_string("places/hits.html", {"hits": hits}), len(rows), address)


register(SearchKind("places", _("Places"), 20, frozenset(Role), _places))

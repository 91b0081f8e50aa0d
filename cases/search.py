"""What of the cases a word finds: the cases themselves, and the units that owe them."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, Role
from cases.models import Case
from cases.queries import in_lists
from cases.queries.by_words import found_newest
from cases.queries.search import find, shown_as, words_of
from common.hits import marked
from common.keyset import Order, page_by
from common.owed import Lamp
from common.words import with_word
from departments.models import Department
from registry.search import Found, SearchKind, register

CASES, UNITS = 25, 5  # hits of a page


@dataclass(frozen=True)
class CaseHit:
    """A case that was found, and its texts with what was found in them."""

    case: Case
    lamp: Lamp
    number: SafeString
    external: SafeString
    matter: SafeString
    place: SafeString
    said: SafeString
    unit: SafeString


def _exact(user: User, text: str) -> str:
    """The one case that has this number, here or in the system it came from."""
    seen = Case.objects.visible_to(user)
    numbers = list((seen.filter(number=text) | seen.of_other_system(text)).values_list("number", flat=True)[:2])
    return reverse("cases:case", args=numbers) if len(numbers) == 1 else ""


def _cases(user: User, text: str, cursor: str) -> Found:
    seen = Case.objects.visible_to(user)
    newest = found_newest(Order.parse("-reported_at"), user)
    page = page_by(find(seen, text), newest, cursor=cursor, size=CASES, read=in_lists)
    now, words = timezone.now(), shown_as(text)
    html = render_to_string("cases/hits.html", {"hits": [_hit(case, words, now) for case in page.rows], "now": now})
    return Found(html, len(page.rows), f"{reverse('cases:list')}?{urlencode({'q': text})}", page.next, page.previous)


def _hit(case: Case, words: list[str], now: datetime) -> CaseHit:
    matter = f"{case.category} · {case.condition.text}" if case.condition else str(case.category)
    place = " · ".join(str(part) for part in (case.address, case.community, case.street) if part)
    texts = (case.number, case.external_number, matter, place, case.description, str(case.department or ""))
    return CaseHit(case, case.lamp(at=now), *(marked(text, words) for text in texts))


def _units(user: User, text: str, cursor: str) -> Found:
    """Units in whose name each word stands, each with its phone and the list of what it owes."""
    units, typed = Department.objects.active(), words_of(text)
    for word in typed:
        units = units.filter(with_word(word, "name", "short_name") | Q(code=word))
    found = list(units.order_by("name", "pk")[:UNITS]) if typed else []
    words = shown_as(text)
    rows = [(unit, marked(unit.name, words), f"{reverse('cases:list')}?department={unit.code}") for unit in found]
    return Found(render_to_string("cases/hits_of_units.html", {"rows": rows}), len(found))


register(SearchKind("units", _("Units"), 10, DESK | OVERSIGHT, _units))
register(SearchKind("cases", _("Cases"), 50, frozenset(Role), _cases, _exact, paged=True))

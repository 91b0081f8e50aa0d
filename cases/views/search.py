"""The search of the top bar: an exact number opens its case, words give the cases in which they stand, marked."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from accounts.requests import current_user
from cases.filters import LONGEST_SEARCH
from cases.models import Case
from cases.queries import in_lists
from cases.queries.search import find, shown_as
from common.hits import marked
from common.keyset import page_of
from common.owed import Lamp

SIZE = 25


@dataclass(frozen=True)
class Hit:
    """A case that was found, and its texts with what was found in them."""

    case: Case
    lamp: Lamp
    number: SafeString
    matter: SafeString
    place: SafeString
    said: SafeString
    unit: SafeString


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    seen = Case.objects.visible_to(current_user(request))
    if text and (number := seen.filter(number=text).values_list("number", flat=True).first()):
        return redirect("cases:case", number=number)
    cursor = request.GET.get("cursor", "")
    page = page_of(find(seen, text), ordering="-reported_at", cursor=cursor, size=SIZE, read=in_lists)
    now, words = timezone.now(), shown_as(text)
    context: dict[str, Any] = {
        "text": text, "now": now, "page": page, "hits": [_hit(case, words, now) for case in page.rows],
        "as_list": f"{reverse('cases:list')}?{urlencode({'q': text})}",
    }  # fmt: skip
    return render(request, "cases/search.html", context)


def _hit(case: Case, words: list[str], now: Any) -> Hit:
    matter = f"{case.category} · {case.condition.text}" if case.condition else str(case.category)
    place = " · ".join(str(part) for part in (case.address, case.community, case.street) if part)
    texts = (case.number, matter, place, case.description, str(case.department or ""))
    return Hit(case, case.lamp(at=now), *(marked(text, words) for text in texts))

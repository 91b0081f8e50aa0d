"""Each number of a page with where it leads, and what is there."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.test import Client

from accounts.models import User
from cases.filters import ListFilter, listed
from cases.models import Case
from tests.dashboards.month import NOW

COUNT = re.compile(r'<a class="count" href="([^"]+)"[^>]*>(\d+)</a>')
STAT = re.compile(r'<a href="([^"]+)" class="stat[^>]*>(?:(?!</a>).)*?<span class="stat-value">(\d+)</span>', re.S)
LED_TO = re.compile(r'<a href="(/cases/[^"]+)" title="(\d+)')
JSON = re.compile(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', re.S)


def figures_of(page: str) -> Iterator[tuple[str, int]]:
    """Each number of a page that leads to cases: in the text, in the charts and on the map."""
    for url, number in COUNT.findall(page) + STAT.findall(page):
        if url.startswith("/cases/"):
            yield html.unescape(url), int(number)
    for text in JSON.findall(page):
        yield from _drawn(json.loads(text))


def led_to(page: str) -> Iterator[tuple[str, int]]:
    """What leads to a list and is no number of cases itself (a length of time): how many it says that there are."""
    for url, number in LED_TO.findall(page):
        yield html.unescape(url), int(number)


def _drawn(data: Any) -> Iterator[tuple[str, int]]:
    if isinstance(data, dict) and {"urls", "values"} <= data.keys():
        yield from zip(data["urls"], data["values"], strict=True)
    elif isinstance(data, dict) and {"url", "value"} <= data.keys():
        yield data["url"], data["value"]
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _drawn(each)


def length(user: User, url: str) -> int:
    """Of the list behind a link; 0 would also be said of a question that is not understood, so that is asked first."""
    query = QueryDict(urlsplit(url).query)
    assert ListFilter(query, queryset=Case.objects.none(), user=user).is_valid(), url
    return listed(user, query.urlencode(), NOW).count()


def rows(client: Client, url: str) -> Iterator[Any]:
    """The rows of a list that has a question, page after page."""
    cursor = ""
    while cursor is not None:
        answer = client.get(f"{url}&cursor={cursor}" if cursor else url)
        assert answer.status_code == 200, url
        yield from answer.context["rows"]
        cursor = answer.context["page"].next

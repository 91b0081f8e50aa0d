"""Papers: what a house prints for people, as PDF. A house gives a template of its own and what stands in it.

The template extends `papers/base.html`, which has the head, the number on each page, the code and the styles.
A paper is made while the reader waits (docs/performance.md says how long that is).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from rest_framework.request import Request

from common.api import JSONRenderer
from common.files import Enclosed
from common.throttling import PerMinute

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Pdf(JSONRenderer):
    """Says that PDF may be asked for: the view answers with the file itself, and a refusal is JSON all the same."""

    media_type = "*/*"
    format = "pdf"


class PapersPerMinute(PerMinute):
    """Printing costs half a second of a processor: fewer than other calls."""

    scope = "papers"

    def limit(self, request: Request) -> int:
        return min(super().limit(request), 60)


@dataclass(frozen=True)
class Paper:
    """One paper: `number` names it and stands on each page, `url` is the page that its code opens.

    `files` are what `paper:NAME` in its template stands for.
    """

    template: str
    number: str
    url: str
    name: str
    city: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Enclosed] = field(default_factory=dict)

    def answer(self, request: Request) -> HttpResponse:
        """The paper as a PDF for whoever asked, with the day and their name on it."""
        site = settings.SITE_URL.rstrip("/")
        address = site + self.url if site else request.build_absolute_uri(self.url)
        frame = {
            "paper": self, "language": get_language(), "now": timezone.now(), "printed_by": request.user,
            "address": address, "qr": _code(address),
        }  # fmt: skip
        html = render_to_string(self.template, {**self.context, **frame})
        from common.pdf import pdf  # what prints is heavy, and most processes never print

        name = content_disposition_header(False, f"{self.number}-{self.name}.pdf".replace("/", "-"))
        return HttpResponse(pdf(html, self.files), "application/pdf", headers=HEADERS | {"Content-Disposition": name})


def _code(address: str) -> SafeString:
    """A QR code of an address as an SVG element."""
    text = segno.make(address, micro=False, error="m").svg_inline(scale=3, border=0)
    return mark_safe(text)  # noqa: S308 - squares, drawn by the library

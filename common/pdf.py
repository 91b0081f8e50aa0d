"""Pages to print: HTML of ours becomes PDF. Nothing is fetched: a page has what it was given, by name, and no more.

Importing this module costs half a second and 40 MB, so whoever prints imports it when there is something to print.
"""

import logging
from collections.abc import Mapping
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from common.files import Enclosed

logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of every rule of CSS that only screens know
SCHEME = "paper:"


class _OnlyEnclosed(URLFetcher):  # type: ignore[misc] # the library has no types
    """No network, no file of the machine but those that were handed over."""

    def __init__(self, files: Mapping[str, Enclosed]) -> None:
        super().__init__(allowed_protocols=["paper"], allow_redirects=False)
        self._files = files

    def fetch(self, url: str, headers: Any = None) -> Any:
        found = self._files.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if found is None:
            raise ValueError(f"not enclosed: {url}")  # the page is printed without it
        return URLFetcherResponse(url, found.path.read_bytes(), {"Content-Type": found.content_type})


def pdf(html: str, files: Mapping[str, Enclosed]) -> bytes:
    """The page as PDF; `files` are what `paper:NAME` in it stands for."""
    printed: bytes = HTML(string=html, base_url=None, url_fetcher=_OnlyEnclosed(files)).write_pdf(
        optimize_images=True, jpeg_quality=80, dpi=180
    )
    return printed

"""Where the person pressed the button: the page to go back to, if it is one of ours."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, otherwise: str) -> str:
    """`next` as the form or the address says it, else `otherwise`.

    Only what begins with a slash: `redirect` takes a bare word for the name of a view, and there is none of that name.
    """
    target = request.POST.get("next") or request.GET.get("next", "")
    return target if _is_ours(request, target) and target.startswith("/") else otherwise


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The page on which a form was sent, as the browser says it, else `otherwise`."""
    address = request.headers.get("Referer", "")
    page = urlsplit(address) if _is_ours(request, address) else None
    return f"{page.path}?{page.query}".rstrip("?") if page and page.path.startswith("/") else otherwise


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())

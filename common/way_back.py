"""Where the person pressed the button: the page to go back to, if it is one of ours."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, otherwise: str) -> str:
    """`next` as the form or the address says it, else `otherwise`.

    Only what begins with a slash: `redirect` takes a bare word for the name of a view, and there is none of that name.
    """
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else otherwise

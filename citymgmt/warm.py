"""What the first requests would load, loaded with the application: none of them waits, and all workers share it."""

from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.template import engines
from django.urls import get_resolver
from django.utils import translation

LATER = ("common.kicks", "openpyxl")  # what is loaded by who first needs it: here that would be a request


def warm_up() -> None:
    """Load addresses, languages and templates. No connection is left: a fork must not share one."""
    for name in LATER:
        import_module(name)
    get_resolver().resolve("/")
    for language, __ in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Case")
    _load_templates(settings.BASE_DIR / "templates")
    connections.close_all()


def _load_templates(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        engines["django"].get_template(str(path.relative_to(folder)))

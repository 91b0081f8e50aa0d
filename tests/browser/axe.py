"""What axe finds wrong with a page (WCAG 2.1 AA), and a city whose pages have something to show."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page

from cases.models import Case
from tests import factories as make

AXE: Path = settings.BASE_DIR / "node_modules/axe-core/axe.min.js"
# A desk in light, a phone in dark; each takes axe half a minute of a processor, so the desk is looked at with --long.
SCREENS = pytest.mark.parametrize(
    ("width", "theme"), [pytest.param(1440, "light", marks=pytest.mark.long), (360, "dark")]
)
THEMES = pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def wrong(page: Page) -> list[str]:
    """What axe finds: rule, element, and what would mend it."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    return [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]


def a_case_in_each_lamp(city: Any) -> Case:
    """Reports of several ages, so that lists, pools and figures have something to show."""
    now = timezone.now()
    make.reported("06010", by=city.ada, source="hotline", at=now)
    make.dispatched("06010", by=city.ines, at=now - timedelta(hours=3))
    return make.dispatched("06010", by=city.ines, at=now - timedelta(hours=90))

"""Commands that write pages of the documents from the code, so that the pages are never older than it."""

from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class DrawnPages(BaseCommand):
    """Writes its pages to docs/; with --check it only compares."""

    @abstractmethod
    def pages(self) -> Mapping[str, str]:
        """Each page by the name of its file."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a page is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, text in self.pages().items():
            path = Path(settings.BASE_DIR) / "docs" / name
            if not options["check"]:
                path.write_text(text, encoding="utf-8")
            elif not path.is_file() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"docs/{name} is older than the code it is drawn from: run ./dev docs")

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.actions import keep_integrity_report
from cases.queries.anchored import compared_with
from citymgmt.integrity import CHECKS, examine_files
from common.integrity import EXAMPLES, Finding, examine


class Command(BaseCommand):
    help = "Prove that the live database is sound: histories whole and unchanged, nothing lost, nothing stuck."

    def add_arguments(self, parser: ArgumentParser) -> None:
        files = parser.add_mutually_exclusive_group()
        files.add_argument("--files", action="store_true", help="read each file too, and compare what is in it")
        files.add_argument("--without-files", action="store_true", help="where the files lie on another machine")
        parser.add_argument(
            "--anchors", nargs="*", type=Path, metavar="FILE",
            help="compare with signed records too: those given, or all in the folder where they are made",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [examine(check) for check in CHECKS]
        if not options["without_files"]:
            findings.append(examine_files(sums=options["files"]))
        if options["anchors"] is not None:
            findings += self._compared(options["anchors"])
        keep_integrity_report(findings=findings)
        for finding in findings:
            self._say(finding)
        wrong = sum(finding.count for finding in findings)
        if wrong:
            raise CommandError(ngettext("%(n)d thing is wrong.", "%(n)d things are wrong.", wrong) % {"n": wrong})
        self.stdout.write(self.style.SUCCESS(_("Sound: %(n)d checks passed.") % {"n": len(findings)}))

    def _compared(self, given: list[Path]) -> list[Finding]:
        files = given or sorted(Path(settings.ANCHOR_DIR).glob("anchor-*"))
        if not files:
            raise CommandError(_("There are no anchors in %(folder)s.") % {"folder": settings.ANCHOR_DIR})
        return compared_with(files, all_of_them=not given)

    def _say(self, finding: Finding) -> None:
        if not finding.count:
            self.stdout.write(f"ok     {finding.check.name}")
            return
        self.stdout.write(self.style.ERROR(f"WRONG  {finding.check.name}: {finding.check.wrong}: {finding.count}"))
        for example in finding.examples:
            self.stdout.write(f"       - {example}")
        if finding.count > EXAMPLES:
            self.stdout.write("       - …")

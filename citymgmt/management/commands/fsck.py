from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.actions import keep_integrity_report
from citymgmt.integrity import CHECKS
from common.integrity import EXAMPLES, Finding, examine


class Command(BaseCommand):
    help = "Prove that the live database is sound: histories whole and unchanged, nothing lost, nothing stuck."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # the biggest city takes longer than a page may
        findings = [examine(check) for check in CHECKS]
        keep_integrity_report(findings=findings)
        for finding in findings:
            self._say(finding)
        wrong = sum(finding.count for finding in findings)
        if wrong:
            raise CommandError(ngettext("%(n)d thing is wrong.", "%(n)d things are wrong.", wrong) % {"n": wrong})
        self.stdout.write(self.style.SUCCESS(_("Sound: %(n)d checks passed.") % {"n": len(findings)}))

    def _say(self, finding: Finding) -> None:
        if not finding.count:
            self.stdout.write(f"ok     {finding.check.name}")
            return
        self.stdout.write(self.style.ERROR(f"WRONG  {finding.check.name}: {finding.check.wrong}: {finding.count}"))
        for example in finding.examples:
            self.stdout.write(f"       - {example}")
        if finding.count > EXAMPLES:
            self.stdout.write("       - …")

"""Erase what a person said in the history of a case: their right, asked for in writing and carried out here."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from cases.actions import erase_words
from cases.models import Case
from common.refusals import Refused


class Command(BaseCommand):
    help = "Erase the words of a case's events, with a trace of who asked for it and why. It can't be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the number of the case")
        parser.add_argument("--event", type=int, action="append", default=[], help="number of an event; default: all")
        parser.add_argument("--reason", required=True, help="why; it stays in the history, so name no person")
        parser.add_argument("--by", required=True, help="user name of the administrator who decided it")

    def handle(self, *args: Any, **options: Any) -> None:
        case = Case.objects.filter(number=options["number"]).first()
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if case is None or by is None:
            raise CommandError("There is no such case." if case is None else "There is no such user.")
        try:
            count = erase_words(case_id=case.pk, events=options["event"], reason=options["reason"], by=by)
        except Refused as no:
            raise CommandError(no.message) from no
        self.stdout.write(f"{case.number}: the words of {count} events were erased.")

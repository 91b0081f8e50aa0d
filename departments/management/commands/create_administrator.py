"""Make the first administrator of a city, or give one who lost the password a new link."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from common.refusals import Refused
from departments.actions import create_administrator


class Command(BaseCommand):
    help = "Make an administrator and print the link by which they set their password, once. The change log says so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="for signing in; it stays for ever")
        parser.add_argument("--name", default="", help="the person's name; default: the user name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, uid, token = create_administrator(username=options["username"], name=options["name"])
        except Refused as no:
            raise CommandError(" ".join([no.message, *(each for them in no.errors.values() for each in them)])) from no
        address = reverse("accounts:welcome", args=[uid, token])
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        self.stdout.write(f"{user.username} is an administrator. The password is set here, within {hours} hours:")
        self.stdout.write(f"{settings.SITE_URL}{address}")

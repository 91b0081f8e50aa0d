"""What notices show on the home of an administrator: each way out of the house that fails."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from notices.health import failing_channels
from registry.homes import HomePart, HomeStatus, register


def _failing(user: User, at: datetime) -> Iterator[HomeStatus]:
    for way in failing_channels():
        when = date_format(timezone.localtime(way.since), "Y-m-d H:i")
        words = ngettext(
            "fails since %(when)s, %(n)s notice waits", "fails since %(when)s, %(n)s notices wait", way.waiting
        )
        url = reverse("notices:channel", args=[way.channel.pk]) if way.channel else reverse("notices:channels")
        label = _("Channel %(name)s") % {"name": way.channel.name if way.channel else _("Mail")}
        yield HomeStatus(label, words % {"when": when, "n": way.waiting}, bad=True, url=url)


register(HomePart("channels", 10, {Role.ADMINISTRATOR}, _failing))

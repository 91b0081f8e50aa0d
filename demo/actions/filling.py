"""A month of the demo city, written down: the cases that were played, and all that goes with them."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from common import outbox
from common.progress import Progress
from demo.actions.inboxes import send_to_look, tell_lately
from demo.actions.incidents import Incidents
from demo.actions.month import MonthPlay
from demo.actions.papers import invent_papers
from demo.actions.pictures import Album

DAYS = 30
REMEMBERED = timedelta(hours=36)  # what people find in their inboxes
STEPS = 5  # of what is written in the end


def fill_month(*, seed: int, end: datetime | None = None, days: int = DAYS) -> int:
    """Play the days up to `end` (now) in one transaction: all of it or nothing; how many cases were reported."""
    end = timezone.localtime(end)
    with outbox.without_nudges(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
        play = MonthPlay(seed, end)
        with Progress("Playing a month of cases, in days", total=days) as progress:
            play.run(end - timedelta(days=days), progress)
        with Progress("Writing them down, with rounds, orders and photos", total=STEPS) as progress:
            _save(play, progress)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, cases_caseevent, evidence_photo, notices_notice")
    return len(play.replay.histories)


def _save(play: MonthPlay, progress: Progress) -> None:
    lately = play.end - REMEMBERED
    play.replay.save()
    progress.advance()
    Incidents(seed=play.seed, end=play.end, people=play.people).run()
    progress.advance()
    invent_papers(seed=play.seed, end=play.end)
    progress.advance()
    Album().store(play.shots)
    progress.advance()
    send_to_look(since=lately, at=play.end)
    tell_lately(since=lately, at=play.end)
    progress.advance()

"""The clock: every periodic job, how often, and why. It needs PostgreSQL only: with Redis gone the city still works.

Jobs find due work by an index and claim it with SKIP LOCKED, so two clocks at once are harmless and a missed tick is
made up by the next one. Why this is no Celery beat: docs/decisions/0004-clock-without-beat.md.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Event, Thread

from django.db import close_old_connections, connection
from django.utils import timezone

from accounts.actions import forget_sessions, forget_tries
from cases import actions
from cases.exports import make_exports
from citymgmt.integrity import CHECKS, examine_files
from common import heartbeat, outbox
from common.files import forget_drafts
from evaluations.actions import fold_all, write_letters
from evidence.actions import forget_originals, forget_orphan_photos
from evidence.actions.photo import QUEUE
from inspections.actions import look_after_visits
from ledgers.actions import chase_items, chase_orders, order_looks
from notices.actions import make_digests
from places.actions import chase_surveys, turn_permits
from registry.actions import carry_out_plans, lapse_approvals
from rounds.actions import chase_objections, draw_due_rounds, look_after_rounds, make_due_rounds

log = logging.getLogger(__name__)

DAY = 86_400.0
PATIENCE = 5.0  # seconds that jobs get to finish their batch when the clock is stopped; what is cut off is rolled back
GRACE = 30.0  # seconds a job may be late before the city is told that it stands still


def forget_signing_in() -> None:
    now = timezone.now()
    forget_sessions(at=now)
    forget_tries(at=now)


def keep_rounds() -> None:
    """In this order, so that a round whose window begins at its hour is made and drawn in one tick."""
    now = timezone.now()
    make_due_rounds(at=now)
    draw_due_rounds(at=now)
    look_after_rounds(at=now)


def forget_left_files() -> None:
    forget_orphan_photos()
    forget_drafts()


@dataclass(frozen=True)
class Job:
    name: str
    every: float  # seconds
    run: Callable[[], object]
    why: str
    longest: float = 0  # seconds that one run may take and all is well; 0: less than the time between two


JOBS: tuple[Job, ...] = (
    Job("sweep", 5, outbox.sweep, "Does the outbox's work where Celery was not told of it or died over it."),
    Job("chase", 5, actions.chase_all, "Warns of limits, says what is overdue, and escalates it rung by rung."),
    Job(
        "photo queue",
        5,
        partial(outbox.sweep_queue, QUEUE),
        "Makes photos anew where no worker of theirs does.",
        150,
    ),
    Job(
        "feed",
        5,
        actions.send_webhooks,
        "Gives what happened its place in the feed of changes, and sends it.",
        longest=2 * outbox.BUDGET,
    ),
    # After a new version, or on the first day, all is counted anew, in steps of seconds: minutes for a million cases.
    Job("counters", 3, fold_all, "Folds what happened into the counters that pages and indicators read.", longest=1800),
    Job("map", 3, actions.fold_whole_map, "Folds what happened into the cells of the map, and lamps that turned.", 600),
    Job("digests", 60, make_digests, "Tells each unit head once a day what is due, late, new and waiting."),
    Job("letters", 60, write_letters, "Tells leaders and unit heads once a week how the last one went."),
    Job("plans", 10, carry_out_plans, "Makes the changes of the set-up whose day has come."),
    Job("chase items", 5, chase_items, "Warns of limits of the ledger, of silent diaries, and escalates what is late."),
    Job("orders", 5, chase_orders, "Says which orders nobody has signed for or replied to, and escalates them."),
    Job("looks at items", 60, order_looks, "Sends somebody to items that chance wants to be looked at again."),
    Job("permits", 60, turn_permits, "Lets permits come into force and expire whose day has come."),
    Job("surveys", 60, chase_surveys, "Warns of surveys that are due soon, and says which are overdue."),
    Job("approvals", 60, lapse_approvals, "Puts away what no second administrator has approved within its term."),
    Job("resume", 30, actions.resume_all, "Lets suspended cases go on when their term is over."),
    Job(
        "proof",
        DAY,
        partial(actions.check_integrity, checks=CHECKS, looks=[examine_files]),
        "Looks through histories and duties, for those who watch.",
    ),
    Job("anchor", 600, actions.anchor_of_today, "Seals once a day what happened into a signed record outside."),
    Job("visits", 20, look_after_visits, "Gives visits that nobody made in time to others, and says when nobody came."),
    Job("objections", 60, chase_objections, "Warns who owes an answer to an objection, and lets it lapse at last."),
    Job("rounds", 20, keep_rounds, "Makes rounds by their plans, draws their places at the hour, chases late ones."),
    Job(
        "exports",
        15,
        partial(make_exports, waiting_for=timedelta(seconds=15)),
        "Makes great Excel files where Celery was not told of them or died over them.",
        longest=1800,
    ),
    Job("old exports", 3600, actions.forget_exports, "Forgets great Excel files whose term is over."),
    Job("sessions", 3600, forget_signing_in, "Forgets sessions that are over, and tries of passwords of yesterday."),
    Job("photos", DAY, forget_left_files, "Forgets photos that nobody linked to anything, and files half received."),
    Job("callers", 600, actions.forget_callers, "Removes names and telephones of who reported, after their term."),
    Job("originals", 3600, forget_originals, "Removes originals of photos after their term; what is shown stays."),
)


def run(stop: Event, jobs: tuple[Job, ...] = JOBS) -> None:
    """Run each job when it is due until `stop` is set.

    Each has a thread and a connection of its own: a mail server that answers slowly holds up the sweep, not the chase.
    """
    threads = [Thread(target=_keep, args=(job, stop), name=job.name, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(PATIENCE / len(threads))


def _keep(job: Job, stop: Event) -> None:
    while not stop.is_set():
        _run(job)
        stop.wait(job.every)
    connection.close()


def _run(job: Job) -> None:
    """One tick. A job that fails is logged and tried again at its next time, and its heart does not beat."""
    close_old_connections()
    try:
        if job.longest:
            _beat(job, job.longest)  # it may wait for strangers or make a great file: until then it is at work
        job.run()
        _beat(job)
    except Exception:
        log.exception("Periodic job %s failed", job.name)


def _beat(job: Job, longest: float = 0) -> None:
    heartbeat.beat(job.name, within=timedelta(seconds=3 * job.every + GRACE + longest))

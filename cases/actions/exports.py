"""Workbooks made in the background: asked for, claimed by a maker, finished or failed, forgotten after their term."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases.models import CaseExport
from cases.models.exports import ExportState
from cases.topics import EXPORTED
from common import outbox
from common.files import Draft
from common.refusals import Conflict, TooMany

TASK = "citymgmt.tasks.make_exports"
KEPT = timedelta(days=3)
A_DAY = 10  # workbooks that one person may ask for
SILENT = timedelta(minutes=2)  # without a beat: its maker is dead
TRIES = 3
UNDER_WAY = (ExportState.WAITING, ExportState.MAKING)


class TakenAwayError(Exception):
    """Its maker was thought to be dead, and somebody else makes it, or nobody any more."""


def ask_export(*, question: str, at: datetime | None = None, by: User) -> CaseExport:
    """A workbook that will be made; asked for twice while it is being made it is the same one.

    Raises Conflict (another of theirs is being made), TooMany (ten a day).
    """
    at = at or timezone.now()
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two windows at once ask one after the other
        own = CaseExport.objects.filter(by=by)
        waiting = own.filter(state__in=UNDER_WAY).first()
        if waiting is not None and waiting.question == question:
            return waiting
        if waiting is not None:
            raise Conflict(_("Another Excel file of yours is being made. Ask for this one when it is ready."))
        if own.filter(asked_at__gt=at - timedelta(days=1)).count() >= A_DAY:
            most = _("You may ask for %(most)s great Excel files within a day.") % {"most": A_DAY}
            raise TooMany(most, wait=timedelta(hours=1))
        export = CaseExport.objects.create(by=by, question=question, asked_at=at)
        transaction.on_commit(lambda: outbox.kick(TASK), robust=True)
    return export


def claim_export(*, at: datetime, waiting_for: timedelta = timedelta()) -> CaseExport | None:
    """The oldest that waits for so long, or whose maker died; None where another one is being made.

    One at a time: whoever makes it is a worker that others wait for.
    """
    if CaseExport.objects.filter(state=ExportState.MAKING, beat_at__gt=at - SILENT).exists():
        return None
    with transaction.atomic():
        waits = Q(state=ExportState.WAITING, asked_at__lte=at - waiting_for)
        dead = Q(state=ExportState.MAKING, beat_at__lte=at - SILENT)
        found = CaseExport.objects.filter(waits | dead).select_related("by").order_by("asked_at")
        export = found.select_for_update(of=("self",), skip_locked=True).first()
        if export is None:
            return None
        export.state, export.beat_at, export.tries = ExportState.MAKING, at, export.tries + 1
        export.save(update_fields=["state", "beat_at", "tries"])
    if export.tries > TRIES or not export.by.is_active:
        fail_export(export=export, why=_("Its maker died several times.") if export.tries > TRIES else "")
        return claim_export(at=at, waiting_for=waiting_for)
    return export


def note_progress(*, export: CaseExport, rows: int) -> None:
    """A sign of life. Raises TakenAwayError."""
    if not _own(export).update(beat_at=timezone.now(), rows=rows):
        raise TakenAwayError(str(export.pk))


def finish_export(*, export: CaseExport, file: Draft) -> bool:
    """The file gets its name together with its row, and its person is told; False where it was taken away."""
    now, name = timezone.now(), f"exports/{export.pk}-{export.tries}.xlsx"
    with transaction.atomic():
        ready = _own(export).update(state=ExportState.READY, ready_at=now, kept_until=now + KEPT, name=name)
        if not ready:
            file.discard()
            return False
        file.publish(name)
        outbox.emit(EXPORTED, [export.pk])
    return True


def fail_export(*, export: CaseExport, why: str) -> None:
    with transaction.atomic():
        if _own(export).update(state=ExportState.FAILED, why=why[:200], ready_at=timezone.now()):
            outbox.emit(EXPORTED, [export.pk])


def _own(export: CaseExport) -> QuerySet[CaseExport]:
    return CaseExport.objects.filter(pk=export.pk, state=ExportState.MAKING, tries=export.tries)


def forget_exports(*, at: datetime | None = None) -> int:
    """Delete the files whose term is over; how many. The rows stay, for notices speak of them."""
    with transaction.atomic():
        over = CaseExport.objects.filter(state=ExportState.READY, kept_until__lte=at or timezone.now())
        return _forget(list(over.select_for_update(skip_locked=True)))


def withdraw_exports(*, besides: Collection[Role] = ()) -> int:
    """Something may not be read any more that may stand in files which wait to be fetched: these go, and those that are
    being made begin anew; how many went. The files of the roles `besides` stay.

    Call it in the transaction that hides or removes it.
    """
    found = CaseExport.objects.exclude(by__role__in=besides)
    found.filter(state=ExportState.MAKING).update(state=ExportState.WAITING)  # its maker finds that it was taken away
    return _forget(list(found.filter(state=ExportState.READY).select_for_update(of=("self",))))


def _forget(found: Sequence[CaseExport]) -> int:
    """The files after the commit: a crash between leaves a file too many, never a row that promises what is not
    there."""
    CaseExport.objects.filter(pk__in=[export.pk for export in found]).update(state=ExportState.GONE)
    for export in found:
        transaction.on_commit(partial(default_storage.delete, export.name), robust=True)
    return len(found)

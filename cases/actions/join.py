"""Who was about to report what is reported already adds photo and words to that case instead."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.actions.comment import add_comment
from cases.actions.report import Report, wgs84
from cases.models import Case, Comment
from cases.queries.duplicates import likely_duplicates
from cases.workflow import REPORTERS
from common.refusals import Conflict, Forbidden, Refused
from evidence.actions import attach_photos


def join_case(*, number: str, report: Report, at: datetime | None = None, by: User) -> Case:
    """Add the photos and words of a report to a case it repeats; the comment has the report's id, so twice is once.

    Only to a case that is a likely duplicate of the report: its author need not see it otherwise. Raises Forbidden,
    Refused where a caller left name or phone (they need a case of their own), Conflict where the case is no longer it.
    """
    if by.role not in REPORTERS:
        raise Forbidden(_("Your role does not report cases."))
    if report.reporter_name or report.reporter_phone:
        raise Refused(_("A caller who left a name or a phone needs a case of their own: report anyway."))
    if done := Comment.objects.select_related("case").filter(pk=report.id, by=by).first():
        return done.case
    now = at or timezone.now()
    lng, lat = wgs84(report.lng, report.lat, report.datum)
    alike = likely_duplicates(category=report.category, lng=lng, lat=lat, at=now)
    with transaction.atomic():
        likely = Case.objects.filter(number=number, pk__in=[each.case.pk for each in alike])
        case = likely.select_for_update(of=("self",)).first()
        if case is None or not case.is_open:
            raise Conflict(_("That case is no longer open or no longer close by: report anyway."))
        if report.photos:
            attach_photos(subject=case.subject, ids=report.photos, by=by)
        add_comment(case=case, id=report.id, text=report.description or _seen_again(report), at=now, by=by)
    return case


def _seen_again(report: Report) -> str:
    number = len(report.photos)
    return ngettext("Seen again, with %(n)s photo.", "Seen again, with %(n)s photos.", number) % {"n": number}

"""Findings and objections with what their pages show, and the visits that were ordered for one."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import UNIT
from cases.models import Case
from common.refusals import Missing
from inspections.models import Visit
from ledgers.models import Item
from places.models import Place
from rounds.models import Finding, FindingState, Objection

_RELATED = ("round__group", "place", "unit", "person", "answer__item", "answer__by", "answer__stop", "item")
_OUTLINES = ("place__boundary",)


def listed(user: User) -> "QuerySet[Finding]":
    """The findings that this person may see, with what a list shows of each."""
    related = ("round", "place", "unit", "person", "answer__item")
    return Finding.objects.visible_to(user).select_related(*related).defer(*_OUTLINES)


def finding_for(user: User, finding_id: int) -> Finding:
    """One finding; Missing (404) if there is none."""
    seen = Finding.objects.visible_to(user).filter(pk=finding_id)
    if (found := seen.select_related(*_RELATED).defer(*_OUTLINES).first()) is None:
        raise Missing(_("There is no such finding, or it is not yours."))
    return found


def objection_for(user: User, objection_id: UUID) -> Objection:
    """One objection; Missing (404) if there is none."""
    related = ("unit", "raised_by", "decided_by", *(f"finding__{name}" for name in _RELATED))
    seen = Objection.objects.visible_to(user).filter(pk=objection_id)
    if (found := seen.select_related(*related).defer("finding__place__boundary").first()) is None:
        raise Missing(_("There is no such objection, or it is not yours."))
    return found


def of_case(user: User, case: Case) -> "QuerySet[Finding]":
    """The findings that became this case, as far as this person sees them."""
    return listed(user).filter(case=case)


def of_item(user: User, item: Item) -> "QuerySet[Finding]":
    return listed(user).filter(item=item)


def of_place(user: User, place: Place) -> "QuerySet[Finding]":
    """What rounds found there and still counts, as far as this person sees it."""
    return listed(user).filter(place=place).exclude(state=FindingState.CORRECTED)


def looks_at(finding: Finding, user: User) -> "QuerySet[Visit]":
    """The visits that were ordered to look at it again, newest first: no unit is told that somebody comes."""
    if user.role in UNIT:
        return Visit.objects.none()
    visits = Visit.objects.filter(case=None, subject_kind=Finding.SUBJECT, subject_key=str(finding.pk))
    return visits.select_related("inspector", "done_by").order_by("-ordered_at", "-pk")

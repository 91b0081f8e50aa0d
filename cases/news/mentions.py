"""Comments that name people, as something to be told."""

from collections.abc import Sequence
from uuid import UUID

from cases.models import Comment
from cases.news.events import MENTIONED
from cases.news.people import CaseOccasion
from cases.permissions import people_who_see

COMMENT = "comment:"  # how the id of such an event begins


def comment_of(event: str) -> UUID | None:
    """The comment behind the id of an event; None where it is an event of the history."""
    return UUID(event.removeprefix(COMMENT)) if event.startswith(COMMENT) else None


def mentioned(references: Sequence[str]) -> list[CaseOccasion]:
    """The comments of these ids that were not withdrawn, oldest first."""
    comments = Comment.objects.filter(pk__in=[UUID(reference) for reference in references], withdrawn_at=None)
    return [_occasion(comment) for comment in comments.select_related("case").order_by("at")]


def _occasion(comment: Comment) -> CaseOccasion:
    """Who may not see the case any more hears nothing."""
    case = comment.case
    named = people_who_see(case).filter(pk__in=comment.mentions.values("pk"))
    return CaseOccasion(
        event=f"{COMMENT}{comment.pk}",
        what=MENTIONED,
        key=str(case.pk),
        urgent=case.urgent,
        by=comment.by_id,
        case=case.pk,
        mentioned=frozenset(named.values_list("pk", flat=True)),
        department=case.department_id,
        duty_grid=case.duty_grid_id,
        reporter=case.reporter_id,
        squad=case.squad_id,
        visitor=case.visitor_id,
    )

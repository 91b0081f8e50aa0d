"""What the API says of surveys and their tasks."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from common.workflow.api import last_events, offers
from places.models import Survey, SurveyTask
from places.permissions.surveys import SURVEYS, TASKS, SurveyViewer
from places.presenters.surveys import differences
from places.queries.surveys import Progress, progress_of


def survey(of: Survey) -> dict[str, Any]:
    """A survey in a list; it must come from `queries.surveys`: nothing here asks the database."""
    return {
        "id": of.pk,
        "number": of.number,
        "title": of.title,
        "state": of.state,
        "version": of.version,
        "areas": of.areas,
        "kinds": of.kinds,
        "components": of.components,
        "finds_new": of.finds_new,
        "unit": _named(of.unit),
        "made_by": _person(of.made_by),
        "made_at": of.made_at,
        "due_on": of.due_on,
        "ended_at": of.ended_at,
        "links": {"self": reverse("api:survey", args=[of.pk])},
    }


def survey_file(of: Survey, viewer: SurveyViewer) -> dict[str, Any]:
    stands = progress_of([of.pk]).get(of.pk, Progress())
    names = ("waiting", "returned", "collected", "verified", "total")
    return survey(of) | {
        "note": of.note, "progress": {name: getattr(stands, name) for name in names},
        "allowed_moves": offers(SURVEYS.offered(viewer, of)), "events": last_events(of.events.all()),
    }  # fmt: skip


def task(of: SurveyTask) -> dict[str, Any]:
    """A task in a list; it must come from `queries.tasks`."""
    return {
        "id": of.pk,
        "survey": of.survey.number,
        "kind": of.kind,
        "subject": _named(of.place or of.component or of.unit_grid),
        "title": of.title,
        "location": of.spot,
        "community": _named(of.community),
        "collector": _person(of.collector),
        "state": of.state,
        "version": of.version,
        "what": of.found.get("what", ""),
        "times_returned": of.times_returned,
        "given_at": of.given_at,
        "collected_at": of.collected_at,
        "verified_at": of.verified_at,
        "links": {"self": reverse("api:survey_task", args=[of.pk])},
    }


def task_file(of: SurveyTask, viewer: SurveyViewer) -> dict[str, Any]:
    different = [{"field": field, "before": before, "after": after} for field, before, after in differences(of)]
    return task(of) | {
        "differences": different, "allowed_moves": offers(TASKS.offered(viewer, of)),
        "events": last_events(of.events.all()),
    }  # fmt: skip


def _named(of: Any) -> dict[str, str] | None:
    return {"code": of.code, "name": getattr(of, "name", "") or str(of)} if of is not None else None


def _person(of: User) -> dict[str, str]:
    return {"username": of.username, "name": of.name}

"""The tables of moves of surveys and their tasks, stated a second time by hand, and a small survey to play with.

`collector` has the task, `beside` is another inspector; `head` heads the unit that collects, `other_head` another unit,
`maker_head` is a head who made the survey of another unit.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from places.actions import Found, SurveyPlan, TaskRequest, make_survey, move_task
from places.models import Survey, SurveyTask
from tests import factories as make
from tests.cast import City

PEOPLE = {
    "collector": Role.INSPECTOR, "beside": Role.INSPECTOR, "handler": Role.HANDLER, "acceptor": Role.ACCEPTOR,
    "dispatcher": Role.DISPATCHER, "shift_leader": Role.SHIFT_LEADER, "head": Role.DEPARTMENT_HEAD,
    "other_head": Role.DEPARTMENT_HEAD, "maker_head": Role.DEPARTMENT_HEAD, "supervisor": Role.SUPERVISOR,
    "leader": Role.LEADER, "auditor": Role.AUDITOR, "administrator": Role.ADMINISTRATOR,
    "integration": Role.INTEGRATION,
}  # fmt: skip
SECOND = "supervisor shift_leader administrator head maker_head"
ALLOWED: dict[str, dict[str, str]] = {
    "given": {"collect": "collector", "pass_on": SECOND, "call_off": SECOND},
    "returned": {"collect": "collector", "pass_on": SECOND, "call_off": SECOND},
    "collected": {"verify": SECOND, "return": SECOND, "call_off": SECOND},
    "verified": {}, "called_off": {},
}  # fmt: skip
TARGETS = {
    "collect": "collected", "verify": "verified", "return": "returned", "pass_on": "None", "call_off": "called_off",
}  # fmt: skip
OF_SURVEY: dict[str, dict[str, str]] = {"open": {"call_off": SECOND}, "done": {}, "called_off": {}}
MAKE = {"shift_leader", "head", "other_head", "maker_head", "supervisor", "administrator"}


def plan(**rest: Any) -> SurveyPlan:
    """Shops of the street and what is new in its three unit grids, due in five days."""
    said: dict[str, Any] = {
        "id": uuid.uuid4(), "title": "春季普查", "areas": ("310101001",), "kinds": ("shop",), "finds_new": True,
        "due_on": timezone.localdate() + timedelta(days=5),
    }  # fmt: skip
    return SurveyPlan(**said | rest)


def survey_of(city: City, **rest: Any) -> Survey:
    """Made by Sue; S1 stands with Ines, S2 with Ivan."""
    make.place_kind("shop", fields={"licence": "text"})
    for code, cell in (("S1", (0, 0)), ("S2", (2, 0))):
        make.place(code, at_cell=cell, street=city.street, community=city.community, phone="13812345678")
    return make_survey(plan=plan(**rest), by=city.sue)[0]


def task_of(survey: Survey, title: str = "场所S1") -> SurveyTask:
    return survey.tasks.get(title=title)


def do(task: SurveyTask, move: str, by: User, **rest: Any) -> SurveyTask:
    version = SurveyTask.objects.get(pk=task.pk).version
    request = TaskRequest(move, rest.pop("version", version), rest.pop("id", uuid.uuid4()), **rest)
    return move_task(task_id=task.pk, request=request, by=by)[0]


def collected(task: SurveyTask, what: str = "as_recorded", **said: Any) -> SurveyTask:
    return do(task, "collect", task.collector, found=Found(what, **said))

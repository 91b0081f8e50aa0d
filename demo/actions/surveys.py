"""Two surveys of the demo city: one half done, with what was returned and what is new; one made only, and due soon."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common import outbox
from demo.generator.words import GIVEN, SURNAMES
from grids.models import Area, Level
from places.actions import Found, NewPlace, SurveyPlan, TaskRequest, make_survey, move_task, report_new
from places.choices import TaskKind
from places.models import Survey, SurveyTask
from places.topics import SURVEYED, TOLD
from places.workflow.surveys import COLLECT, RETURN, VERIFY

HANDED_IN, CHECKED, RETURNED = 0.65, 0.8, 0.12  # shares of the tasks, of these handed in, of these looked at


def invent_surveys(*, seed: int, end: datetime) -> None:
    """Made by a supervisor, collected by the inspectors of the first sub-district, looked at by the other one."""
    rng = Random(f"surveys {seed}")  # noqa: S311 - a play, not a secret
    makers = list(User.objects.filter(role=Role.SUPERVISOR).order_by("username")[:2])
    streets = list(Area.objects.filter(level=Level.STREET).order_by("code")[:2])
    if len(makers) < 2 or len(streets) < 2:
        return
    day = timezone.localdate(end)
    first = SurveyPlan(
        _id(rng), "沿街经营户与工地普查", (streets[0].code,), day + timedelta(days=3), kinds=("shop", "site", "market"),
        finds_new=False, note="核对名称、负责人、电话和门前三包签约情况",
    )  # fmt: skip
    survey, __ = make_survey(plan=first, at=end - timedelta(days=4), by=makers[0])
    _play(rng, survey, end, makers[1])
    second = SurveyPlan(
        _id(rng), "居民小区普查", (streets[1].code,), day + timedelta(days=1), kinds=("compound",), unit="jd-2"
    )
    make_survey(plan=second, at=end - timedelta(hours=5), by=makers[0])
    outbox.withdraw(TOLD, SURVEYED)  # nobody is told today of what the past days brought


def _play(rng: Random, survey: Survey, end: datetime, second: User) -> None:
    tasks = list(survey.tasks.select_related("collector", "place__kind").order_by("title", "pk"))
    for task in tasks:
        if rng.random() < HANDED_IN:
            _collect(rng, task, end - timedelta(hours=rng.randrange(6, 80)))
    for number, (collector, at) in enumerate(_new(tasks, end)):
        _report_new(rng, survey, collector, number, at)
    for task in survey.tasks.filter(state="collected").order_by("collected_at", "pk"):
        if rng.random() < CHECKED:
            move, reason = (RETURN, "照片不清，请重新核对") if rng.random() < RETURNED else (VERIFY, "")
            at = (task.collected_at or end) + timedelta(hours=2)
            request = TaskRequest(move, task.version, _id(rng), reason=reason)
            move_task(task_id=task.pk, request=request, at=at, by=second)


def _collect(rng: Random, task: SurveyTask, at: datetime) -> None:
    chance = rng.random()
    found = Found("as_recorded")
    if chance < 0.25:
        found = Found("corrected", responsible=_name(rng), phone=f"1390000{rng.randrange(10_000):04}")
    elif chance < 0.32:
        found = Found("ended")
    request = TaskRequest(COLLECT, task.version, _id(rng), found=found)
    move_task(task_id=task.pk, request=request, at=at, by=task.collector)


def _new(tasks: list[SurveyTask], end: datetime) -> Iterator[tuple[User, datetime]]:
    """Three collectors come across a shop that nobody knew of."""
    people = {task.collector_id: task.collector for task in tasks if task.kind == TaskKind.PLACE}
    yield from ((person, end - timedelta(hours=9 + n)) for n, person in enumerate([*people.values()][:3]))


def _report_new(rng: Random, survey: Survey, collector: User, number: int, at: datetime) -> None:
    near = survey.tasks.filter(collector=collector).order_by("title", "pk")[0].point
    found = Found(
        "new", name=f"{_name(rng)[0]}家新开小店{number + 1}号", kind="shop", lng=near.x + 0.0002, lat=near.y,
        responsible=_name(rng), phone=f"1390000{rng.randrange(10_000):04}",
    )  # fmt: skip
    report_new(report=NewPlace(_id(rng), survey.pk, found), at=at, by=collector)


def _name(rng: Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def _id(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)

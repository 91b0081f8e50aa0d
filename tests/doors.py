"""Every address of the project, knocked at by everybody: what tests/test_who_may.py compares with who_may.txt."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.actions import issue_token
from accounts.models import User
from accounts.roles import Role
from cases.models import BulkRun, Case, CaseExport, Comment, SavedFilter, Webhook
from catalogue.choices import Source
from common.files import media
from common.throttling import counter
from departments.models import Department
from evaluations.models import ToldWeek
from evidence.models import PhotoKind
from inspections.models import Visit
from ledgers.actions import ItemReport, OrderDraft, draw_up_order, open_item
from ledgers.models import Item, Order
from notices.models import NoticeChannel
from places.actions import Application, SurveyPlan, apply_for_permit, make_survey
from places.models import Survey
from registry.registers import REGISTERS
from rounds.actions import RoundOrder, make_round_now
from tests import cast
from tests import factories as make
from tests.rounds.doors import WalkedRound
from tests.rounds.making import plan as make_plan
from tests.rounds.walking import stops_of
from tests.said_at_doors import ABSENT, BODIES, CONSTANT, MOVE_AT

STATED = Path(__file__).with_name("who_may.txt")
ROLES = ("anonymous", *Role.values)
NAMES = ("ines", "ada", "sven", "dora", "hana", "hugo", "sue", "lea", "arno", "abel", "otto")
RELATIONS = ("own", "other", "none")
PHONE = "13800138000"
PAGES = sorted(register.page for register in REGISTERS.values() if register.page)


def addresses() -> Iterator[str]:
    """Every route of the project as `/cases/<number>/`; what follows an open end is `…`."""
    yield from _walk(get_resolver().url_patterns, "/")


def _walk(patterns: Any, before: str) -> Iterator[str]:
    for each in patterns:
        route = before + _readable(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, route)
        else:
            assert isinstance(each, URLPattern)
            yield from (route.replace("<register>", page) for page in PAGES) if "<register>" in route else (route,)


def _readable(pattern: Any) -> str:
    text = str(pattern)
    if isinstance(pattern, RegexPattern):
        named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", text.removeprefix("^"))
        return named.removesuffix("$") if text.endswith("$") else named + "…"
    return re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", text)


def api_of(user: User) -> APIClient:
    key, __ = issue_token(user=user, at=timezone.now())
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


class World:
    """One city with a case of each person's own and one of another's, and somebody of each role at every door."""

    def __init__(self) -> None:
        self.city = cast.city()
        self.users: dict[str, User] = {user.role: user for user in (getattr(self.city, name) for name in NAMES)}
        User.objects.filter(pk=self.city.abel.pk).update(is_staff=True, is_superuser=True)
        self.own, self.other = self._case(self.city.ines, (0, 0)), self._case(self.city.ivan, (2, 0))
        self.ottos = self._case(self.city.otto, (1, 0), source=Source.INTEGRATION)
        Case.objects.filter(pk=self.other.pk).update(department=self.city.roads)
        self.photos = {case.pk: self._photo(case) for case in (self.own, self.other, self.ottos)}
        self.attachments = {case.pk: self._attachment(case) for case in (self.own, self.other, self.ottos)}
        self.visits = {case.pk: self._visit(case) for case in (self.own, self.other)}
        self.comments = {user.pk: self._comment(user) for user in self.city.everyone}
        self.filters = {user.pk: self._filter(user) for user in self.city.everyone}
        self.runs = {user.pk: self._run(user) for user in self.city.everyone}
        self.tokens = {user.pk: issue_token(user=user, at=timezone.now())[1] for user in self.city.everyone}
        self.exports = {user.pk: self._export(user) for user in self.city.everyone}
        self.webhook = Webhook.objects.create(user=self.city.otto, url="https://example.com/hook", secret="s" * 40)
        self.channel = NoticeChannel.objects.create(name="消息", kind="generic", url="https://example.com/hook")
        self.surveys = self._surveys()
        self.permits = {name: self._permit(getattr(self.city, name)) for name in ("sanitation", "roads")}
        self.orders = {name: self._order(name) for name in ("sanitation", "roads")}
        self.items = {name: self._item(getattr(self.city, name)) for name in ("sanitation", "roads")}
        self.round = self._round()
        self.walked = WalkedRound(self.city)
        self.week = ToldWeek.objects.create(monday=date(2026, 3, 2), told_at=timezone.now())
        self.pages = {role: self._page(role) for role in ROLES}
        self.apis = {role: self._api(role) for role in ROLES}

    def _case(self, by: User, cell: tuple[int, int], **rest: Any) -> Case:
        case = make.dispatched("06010", by=by, at_cell=cell, at=timezone.now() - timedelta(minutes=30), **rest)
        Case.objects.filter(pk=case.pk).update(
            state="dispatched", department=self.city.sanitation, reporter_name="王女士", reporter_phone=PHONE
        )
        case.refresh_from_db()
        return case

    def _photo(self, case: Case) -> uuid.UUID:
        photo = make.photo(self.city.ines, kind=PhotoKind.NEAR, of=case.subject)
        for name in (photo.served_name, photo.thumbnail_name):
            _write(name)
        return photo.pk

    def _attachment(self, case: Case) -> uuid.UUID:
        made = make.attachment(self.city.sven, of=case.subject)
        _write(made.stored_name)
        return made.pk

    def _visit(self, case: Case) -> int:
        now, walker = timezone.now(), self.city.ines if case == self.own else self.city.ivan
        return Visit.objects.create(
            case=case, kind="check", since=2, state="given", inspector=walker, ordered_at=now, given_at=now,
            due_at=now + timedelta(hours=2),
        ).pk  # fmt: skip

    def _comment(self, user: User) -> uuid.UUID:
        case = self.ottos if user == self.city.otto else self.own
        return Comment.objects.create(id=uuid.uuid4(), case=case, by=user, text="已联系", at=timezone.now()).pk

    def _filter(self, user: User) -> int:
        return SavedFilter.objects.create(owner=user, name="我的", query="lamp=red", created_at=timezone.now()).pk

    def _run(self, user: User) -> uuid.UUID:
        rows = [[str(self.own.pk), self.own.number, self.own.version]]
        return BulkRun.objects.create(
            id=uuid.uuid4(), by=user, move="remind", said="", rows=rows, created_at=timezone.now()
        ).pk

    def _export(self, user: User) -> uuid.UUID:
        made = CaseExport.objects.create(
            by=user, asked_at=timezone.now(), state="ready", name=f"exports/{user.pk}.xlsx"
        )
        _write(made.name)
        return made.pk

    def _permit(self, unit: Department) -> uuid.UUID:
        today = timezone.localdate()
        lng, lat = make.middle(0, 0)
        application = Application(uuid.uuid4(), "dig", "水务", "抢修", unit.code, today, today, lng=lng, lat=lat)
        return apply_for_permit(application=application, by=self.city.sven)[0].pk

    def _surveys(self) -> dict[str, Survey]:
        """One that inspectors collect for, one of the own unit and one of another; each has a task of its people."""
        plan = SurveyPlan(uuid.uuid4(), "普查", (self.city.street.code,), timezone.localdate(), finds_new=True)
        units = {"inspector": "", "own": "sanitation", "other": "roads"}
        return {
            whose: make_survey(plan=replace(plan, id=uuid.uuid4(), unit=unit), by=self.city.abel)[0]
            for whose, unit in units.items()
        }  # fmt: skip

    def _survey(self, role: str, relation: str) -> Survey:
        return self.surveys["other" if relation == "other" else "inspector" if role == "inspector" else "own"]

    def _task(self, role: str, relation: str) -> uuid.UUID:
        tasks = self._survey(role, relation).tasks.order_by("title")
        mine = tasks.filter(collector=self.users[role]) if role == "inspector" and relation == "own" else tasks
        return mine[0].pk

    def _order(self, unit: str) -> Order:
        draft = OrderDraft(
            id=uuid.uuid4(), kind="supervision", title="垃圾", problem="垃圾未清", requirement="清理", units=(unit,),
            due_at=timezone.now() + timedelta(days=3),
        )  # fmt: skip
        return draw_up_order(draft=draft, by=self.city.sue)[0]

    def _item(self, unit: Department) -> Item:
        report = ItemReport(uuid.uuid4(), "后巷堆物", unit.code, "每日清运")
        return open_item(report=report, by=self.city.sue)[0]

    def _round(self) -> uuid.UUID:
        """Drawn, and nobody has set out yet."""
        make.place("S1")
        made, __ = make_round_now(order=RoundOrder(uuid.uuid4(), make_plan().code, "检查"), by=self.city.sue)
        self.stop = stops_of(made)[0].pk
        return made.pk

    def _page(self, role: str) -> tuple[Client, str]:
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(self.users[role], "django.contrib.auth.backends.ModelBackend")
        return client, str(client.cookies.output(header="", sep=";"))

    def _api(self, role: str) -> APIClient:
        return APIClient(raise_request_exception=False) if role == "anonymous" else api_of(self.users[role])

    def case_of(self, role: str, relation: str) -> Case:
        """The case that is this role's own: the one its unit owes, of its grid, that it reported; or another's."""
        if relation == "other":
            return self.other
        return self.ottos if role == "integration" else self.own

    def address(self, route: str, role: str, relation: str) -> str:
        for name in re.findall(r"<(\w+)>", route):
            route = route.replace(f"<{name}>", str(self._value(route, name, role, relation)), 1)
        return route.replace("…", "nothing-here")

    def _value(self, route: str, name: str, role: str, relation: str) -> Any:
        if name == "move" and "survey" in route:
            return "verify" if "tasks/" in route else "call_off"
        if name == "move" and (move := next((move for part, move in MOVE_AT.items() if part in route), "")):
            return move
        name = _named(route, name)
        if name in CONSTANT:
            return CONSTANT[name]
        if name == "id" and "/withdraw/" in route:
            name = "comment_id"
        if relation == "none":
            return ABSENT[name]
        case, me = self.case_of(role, relation), self.users.get(role, self.city.ines)
        whose = me if relation == "own" else self.city.everyone[0 if me != self.city.everyone[0] else 1]
        values: dict[str, Callable[[], Any]] = {
            "number": lambda: case.number, "ident": lambda: case.number, "id": lambda: case.pk,
            "photo_id": lambda: self.photos[case.pk], "attachment_id": lambda: self.attachments[case.pk],
            "visit_id": lambda: self.visits.get(case.pk, self.visits[self.own.pk]),
            "comment_id": lambda: self.comments[whose.pk], "filter_id": lambda: self.filters[whose.pk],
            "run_id": lambda: self.runs[whose.pk], "token_id": lambda: self.tokens[whose.pk].pk,
            "rule_id": lambda: self.city.rubbish_rule.pk, "channel_id": lambda: self.channel.pk,
            "permit_id": lambda: self.permits["sanitation" if relation == "own" else "roads"],
            "survey_id": lambda: self._survey(role, relation).pk, "task_id": lambda: self._task(role, relation),
            "order_number": lambda: self.orders["sanitation" if relation == "own" else "roads"].number,
            "item_id": lambda: self.items["sanitation" if relation == "own" else "roads"].pk,
            "item_number": lambda: self.items["sanitation" if relation == "own" else "roads"].number,
            "export_id": lambda: self.exports[whose.pk], "webhook_id": lambda: self.webhook.pk,
            "week_id": lambda: self.week.pk, "round_id": lambda: self.round, "stop_id": lambda: self.stop,
            "finding_id": lambda: self.walked.findings["sanitation" if relation == "own" else "roads"][0].pk,
            "objection_id": lambda: self.walked.objections["sanitation" if relation == "own" else "roads"].pk,
        }  # fmt: skip
        return values[name]()

    def answer(self, method: str, route: str, role: str, relation: str) -> tuple[str, bytes]:
        """The word for the answer (see who_may.txt) and its body. Nothing of what was done stays done."""
        # `other` of a comment is another's comment on one's own case; the case is then one's own.
        address = self._talk(route, role, relation) or self.address(route, role, relation)
        return self.knock(method, address, role, BODIES.get(f"{method} {route}", dict)())

    def knock(self, method: str, address: str, role: str, body: dict[str, Any]) -> tuple[str, bytes]:
        """The same of an address as it stands."""
        counter.forget()
        with transaction.atomic():
            response = self._send(method, address, role, body)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        return _word(response), content

    def _talk(self, route: str, role: str, relation: str) -> str:
        if relation != "other" or ("/withdraw/" not in route and "<comment_id>" not in route):
            return ""
        own = self.case_of(role, "own").number
        return self.address(route.replace("<number>", own).replace("<ident>", own), role, relation)

    def _send(self, method: str, address: str, role: str, body: dict[str, Any]) -> Any:
        if address.startswith("/api/"):
            files = any(isinstance(value, SimpleUploadedFile) for value in body.values())
            upload = files or (method == "POST" and address.endswith(("/photos/", "/attachments/")))
            rest = {} if method == "GET" else {"format": "multipart" if upload else "json"}
            return getattr(self.apis[role], method.lower())(address, body, **rest)
        client, cookies = self.pages[role]
        client.cookies = SimpleCookie(cookies)
        return getattr(client, method.lower())(address, body)


def _named(route: str, name: str) -> str:
    """A number in an address is that of a case, unless it is a paper's."""
    found = re.search(r"/(order|ledger|of-item)s?/<number>/", route) if name == "number" else None
    return name if found is None else "order_number" if found.group(1) == "order" else "item_number"


def _write(name: str) -> None:
    media(name).parent.mkdir(parents=True, exist_ok=True)
    media(name).write_bytes(b"%PDF-1.7")


def _word(response: Any) -> str:
    status = response.status_code
    if status == 302 and ("/sign-in/" in response["Location"] or "/login/" in response["Location"]):
        return "in"
    if status < 400 or status == 503:  # a database that may forget is not ready, and that is an answer
        return "ok"
    return str(status) if status in (401, 403, 404, 405) or status >= 500 else "bad"


def stated_rows() -> dict[str, list[str]]:
    """`GET /cases/<number>/` → the words of the twelve columns."""
    lines = [line.split() for line in STATED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    stated = {f"{method} {route}": words for method, route, *words in filter(None, lines)}
    assert len(stated) == len([line for line in lines if line]), "an address stands twice in who_may.txt"
    return stated

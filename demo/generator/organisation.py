"""Who works in the demo district, and which unit owes what: units, people, routing rules."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from accounts.roles import Role
from demo.generator.words import GIVEN, STREETS, SURNAMES
from departments.models import Axis, Kind

Cells = dict[str, Any]
SINCE = "2025-01-01"
LINE_UNITS = (
    ("zf", "望江区城市管理综合执法大队", "执法大队", Kind.BUREAU, ""),
    ("hw", "望江区环境卫生管理处", "环卫处", Kind.BUREAU, ""),
    ("sz", "望江区市政设施管理所", "市政所", Kind.BUREAU, ""),
    ("yl", "望江区园林绿化中心", "园林中心", Kind.BUREAU, ""),
    ("sw", "望江区水务局", "水务局", Kind.BUREAU, ""),
    ("jj", "望江区公安分局交警大队", "交警大队", Kind.BUREAU, ""),
    ("zj", "望江区住房和城乡建设局", "住建局", Kind.BUREAU, ""),
    ("gs", "临江市自来水有限公司望江营业所", "自来水公司", Kind.UTILITY, ""),
    ("dl", "临江供电公司望江供电所", "供电所", Kind.UTILITY, ""),
    ("tx", "临江通信管道有限公司", "通信公司", Kind.UTILITY, ""),
    ("rq", "临江燃气热力有限公司", "燃气热力公司", Kind.UTILITY, ""),
    ("hw-a", "洁城环境服务有限公司", "洁城环境", Kind.CONTRACTOR, "hw"),
    ("hw-b", "净美环卫服务有限公司", "净美环卫", Kind.CONTRACTOR, "hw"),
    ("dx", "快骑单车运维有限公司", "快骑单车", Kind.CONTRACTOR, "zf"),
    # Squads: no rule names them, their unit sends them what it owes.
    ("zf-zd1", "望江区城市管理综合执法大队一中队", "执法一中队", Kind.BUREAU, "zf"),
    ("zf-zd2", "望江区城市管理综合执法大队二中队", "执法二中队", Kind.BUREAU, "zf"),
    ("sz-yh1", "望江区市政设施管理所道路养护班", "道路养护班", Kind.BUREAU, "sz"),
    ("yl-yh1", "望江区园林绿化中心绿化养护班", "绿化养护班", Kind.BUREAU, "yl"),
    ("hw-a-by1", "洁城环境服务有限公司保洁一班", "洁城保洁一班", Kind.CONTRACTOR, "hw-a"),
    ("hw-b-by1", "净美环卫服务有限公司保洁一班", "净美保洁一班", Kind.CONTRACTOR, "hw-b"),
)
# Which unit answers for a kind of unit that the catalogue names; kinds that are missing fall to the sub-district.
UNIT_OF_TYPE = {
    "municipal_works": "sz", "landscaping": "yl", "sanitation": "hw", "law_enforcement": "zf", "heating_gas": "rq",
    "drainage": "sw", "water_affairs": "sw", "power_company": "dl", "telecom_company": "tx", "water_supply": "gs",
    "housing_construction": "zj", "traffic_police": "jj", "transport": "jj", "bike_operator": "dx",
}  # fmt: skip
CONTRACTED = "hw"  # cleaning is contracted: one company north of the river, one south of it
NORTH, SOUTH = (0, 1, 2), (3, 4)
STREET_TRADE = ("09001", "09002", "09005", "09006")
LAX_STREET = 2  # this one has no rule for everything: the matrix shows holes, the dispatcher has something to do


def units() -> Iterator[Cells]:
    for code, name, short, kind, parent in LINE_UNITS:
        yield _unit(code, name, short, kind, Axis.LINE, parent)
    for number, street in enumerate(STREETS, start=1):
        yield _unit(f"jd-{number}", f"{street}办事处", street, Kind.STREET, Axis.TERRITORY, "")


def _unit(code: str, name: str, short: str, kind: Kind, axis: Axis, parent: str) -> Cells:
    return {
        "code": code, "name": name, "short_name": short, "kind": kind.value, "axis": axis.value, "parent": parent,
        "calendar": "city", "phone": "", "active": "yes",
    }  # fmt: skip


def people(rng: Random, duty_grids: Sequence[str]) -> Iterator[Cells]:
    """Some eighty people in all roles; each inspector walks some neighbouring duty grids."""
    names = _names(rng)
    count = 14
    for number in range(count):
        rounds = duty_grids[number * len(duty_grids) // count : (number + 1) * len(duty_grids) // count]
        yield _person(f"inspector{number + 1:02}", next(names), Role.INSPECTOR, rounds=rounds)
    desk = ((Role.ACCEPTOR, 3), (Role.SHIFT_LEADER, 2), (Role.DISPATCHER, 2), (Role.SUPERVISOR, 2), (Role.LEADER, 1))
    others = ((Role.AUDITOR, 1), (Role.ADMINISTRATOR, 1), (Role.INTEGRATION, 1))
    for role, people_of_role in (*desk, *others):
        for number in range(people_of_role):
            username = role.value.replace("_", "") + (str(number + 1) if people_of_role > 1 else "")
            name = "12345热线平台" if role == Role.INTEGRATION else next(names)
            yield _person(username, name, role)
    for unit in units():
        yield _person(f"{unit['code']}-head", next(names), Role.DEPARTMENT_HEAD, unit["code"])
        for number in range(2 if unit["code"] in ("hw-a", "hw-b", "zf", "jd-1", "jd-2") else 1):
            yield _person(f"{unit['code']}-{number + 1}", next(names), Role.HANDLER, unit["code"])


def source_claims() -> Iterator[Cells]:
    """The one system that reports here is that of the hotline."""
    yield {"role": "integration", "person": "integration", "sources": "hotline web", "default": "hotline"}


SINCE = "2026-01-01"
GROUPS = (
    ("ducha-1", "第一督查组", "supervision", ("supervisor1", "jd-1-head")),
    ("ducha-2", "第二督查组", "supervision", ("supervisor2", "jd-2-head")),
    ("chuangjian", "文明城市创建办", "creation", ("leader", "supervisor2", "hw-head")),
)


def groups() -> Iterator[Cells]:
    for code, name, kind, __ in GROUPS:
        yield {"code": code, "name": name, "kind": kind, "since": SINCE}


def group_members() -> Iterator[Cells]:
    """The first of each is its head."""
    for code, __, ___, names in GROUPS:
        for number, name in enumerate(names):
            yield {"group": code, "person": name, "since": SINCE, "function": "member" if number else "head"}


def _person(username: str, name: str, role: Role, unit: str = "", rounds: Sequence[str] = ()) -> Cells:
    return {
        "username": username, "name": name, "role": role.value, "unit": unit, "duty_grids": " ".join(rounds),
        "phone": "", "email": f"{username}@example.org", "active": "yes",
    }  # fmt: skip


def _names(rng: Random) -> Iterator[str]:
    made: set[str] = set()
    while True:
        name = rng.choice(SURNAMES[:24] if rng.random() < 0.8 else SURNAMES) + rng.choice(GIVEN)
        if name not in made:
            made.add(name)
            yield name


def rules(catalogue: Iterable[Cells], places: Cells) -> Iterator[Cells]:
    """Line units by subclass, contractors by sub-district, sub-districts for the rest; some exceptions and holes.

    `places` names `streets` (codes in order), `market` (a community), `park` (a duty grid) and `square` (a unit grid).
    """
    seen: set[str] = set()
    for row in catalogue:
        code, key = row["code"], f"{row['matter_kind']}:{row['code']}"
        unit = UNIT_OF_TYPE.get(row["responsible_dept_type"])
        if unit and code not in seen:
            seen.add(code)
            yield from _rules_of_subclass(key, unit, places)
    for number, street in enumerate(places["streets"], start=1):
        if number - 1 != LAX_STREET:
            yield _rule("*", "", "area", street, f"jd-{number}", "属地兜底")
    lax = places["streets"][LAX_STREET]
    for major in ("event:06", "event:07", "event:09"):
        yield _rule("major", major, "area", lax, f"jd-{LAX_STREET + 1}", "属地管理")
    for code in STREET_TRADE:
        yield _rule("category", f"event:{code}", "area", places["market"], "zf", "市场周边占道由执法大队直管")
    yield _rule("category", "event:06017", "duty_grid", places["park"], "hw-a", "公园内保洁外包")
    yield _rule("category", "event:09010", "unit_grid", places["square"], "dx", "站前广场由运维公司负责")
    yield _rule("condition", "component:01023/1", "*", "", "sz", "无主井盖缺失先由市政所围护")


def _rules_of_subclass(key: str, unit: str, places: Cells) -> Iterator[Cells]:
    if unit != CONTRACTED:
        yield _rule("category", key, "*", "", unit, "")
        return
    for company, streets in (("hw-a", NORTH), ("hw-b", SOUTH)):
        for number in streets:
            yield _rule("category", key, "area", places["streets"][number], company, "清扫保洁外包")


def _rule(what: str, what_code: str, where: str, where_code: str, unit: str, note: str) -> Cells:
    return {
        "what": what, "what_code": what_code, "where": where, "where_code": where_code, "department": unit,
        "effective_from": SINCE, "note": note,
    }  # fmt: skip

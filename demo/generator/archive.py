"""The archive of places of the demo district: kinds with their fields, four hundred places, and zones. All invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from demo.generator.mesh import Point
from demo.generator.organisation import SINCE
from demo.generator.plan import BUSINESS, HOUSING, INDUSTRY, MARKET, SCHOOL
from demo.generator.words import GIVEN, SURNAMES

Cells = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of place: how many, on which land, who answers for it (empty: the sub-district), its own fields."""

    code: str
    name: str
    name_en: str
    count: int
    land: tuple[str, ...]
    names: tuple[str, ...]
    unit: str = ""
    fields: tuple[tuple[str, str, str, str], ...] = ()  # code, name, type, list


@dataclass(frozen=True)
class Site:
    """A unit grid on which places may stand: its code, its land, its name if it has one, its outline in metres."""

    code: str
    land_use: str
    name: str
    ring: Sequence[Point]


_LICENCE = ("licence", "营业执照号", "text", "")
EVENINGS = "17:00-22:00 mon tue wed thu fri sat sun"
_TRADES = ("早餐店", "水果店", "五金店", "小吃店", "便利店", "理发店", "文具店", "修车铺")
KINDS = (
    Kind("shop", "经营户", "Shop", 262, (BUSINESS, HOUSING), _TRADES,
         fields=(_LICENCE, ("area", "面积（㎡）", "number", ""), ("three", "门前三包已签", "flag", ""))),
    Kind("site", "建筑工地", "Building site", 25, (INDUSTRY, BUSINESS), ("住宅项目", "改造工程", "道路工程"), "zj",
         (("builder", "施工单位", "text", ""), ("until", "计划竣工", "day", ""), ("net", "裸土覆盖", "flag", ""))),
    Kind("compound", "居民小区", "Compound", 40, (HOUSING,), ("新村", "花园", "家属院", "公寓"), "zj",
         (("managed", "物业管理", "choice", "有物业 无物业 三无"), ("households", "户数", "number", ""))),
    Kind("market", "农贸市场", "Market", 5, (MARKET,), ("",), "zf", (("stalls", "摊位数", "number", ""),)),
    Kind("school", "学校", "School", 6, (SCHOOL,), ("",), fields=(("pupils", "学生人数", "number", ""),)),
    Kind("fire_lane", "消防通道", "Fire lane", 15, (HOUSING, BUSINESS), ("消防通道",), "zf"),
    Kind("toilet", "公共厕所", "Toilet", 15, (BUSINESS, HOUSING), ("公厕",), "hw", (("open", "开放时间", "text", ""),)),
    Kind("station", "垃圾中转站", "Transfer station", 8, (INDUSTRY, HOUSING), ("中转站",), "hw"),
    Kind("checkpoint", "测评点位", "Checkpoint", 14, (BUSINESS, HOUSING), ("测评点",)),
    Kind("hot_spot", "高发点位", "Hot spot", 10, (BUSINESS, HOUSING), ("路口", "桥头"), "zf"),
)  # fmt: skip


def kinds() -> Iterator[Cells]:
    for kind in KINDS:
        yield {"code": kind.code, "name": kind.name, "name_en": kind.name_en, "active": "yes"}


def fields() -> Iterator[Cells]:
    for kind in KINDS:
        for order, (code, name, type_, listed) in enumerate(kind.fields, 1):
            yield {"kind": kind.code, "code": code, "name": name, "type": type_, "choices": listed, "order": order}


def places(rng: Random, sites: Sequence[Site]) -> Iterator[tuple[Cells, Point, Sequence[Point] | None]]:
    """Each with its point in metres, and its outline where it fills its grid."""
    for kind in KINDS:
        fitting = [site for site in sites if site.land_use in kind.land]
        own = kind.names == ("",)  # it fills its grid, and is called as the grid is
        fitting = _named(fitting) if own else fitting
        for number in range(1, kind.count + 1):
            site = fitting[(number - 1) % len(fitting)] if own else rng.choice(fitting)
            yield _place(rng, kind, number, site), _within(rng, site.ring), site.ring if own else None


def _named(sites: Sequence[Site]) -> list[Site]:
    """The first grid of each name."""
    return list({site.name: site for site in reversed(sites)}.values())[::-1]


def _place(rng: Random, kind: Kind, number: int, site: Site) -> Cells:
    owner = rng.choice(SURNAMES) + rng.choice(GIVEN)
    name = site.name if kind.names == ("",) else f"{owner[0]}家{rng.choice(kind.names)}{number}号"
    return {
        "code": f"{kind.code.replace('_', '-')}-{number:03}", "kind": kind.code,
        "name": name,
        "unit": kind.unit or f"jd-{int(site.code[6:9])}", "responsible": owner,
        "phone": f"1390000{rng.randrange(10_000):04}", "risk": rng.choices(("low", "normal", "high"), (3, 5, 2))[0],
        "last_result": rng.choices(("", "good", "minor", "bad"), (4, 3, 2, 1))[0],
        "details": "; ".join(f"{code}={_value(rng, type_, listed)}" for code, __, type_, listed in sorted(kind.fields)),
        "started_on": SINCE,
    }  # fmt: skip


def _value(rng: Random, type_: str, listed: str) -> str:
    if type_ == "choice":
        return rng.choice(listed.split())
    made = {
        "number": str(rng.randrange(10, 900)), "flag": rng.choice(("yes", "no")),
        "day": f"2026-{rng.randrange(1, 13):02}-15", "text": f"望江{rng.randrange(10**6):06}",
    }  # fmt: skip
    return made[type_]


def _within(rng: Random, ring: Sequence[Point]) -> Point:
    """A point inside a ring that is not far from round: between its middle and one of its corners."""
    x = sum(point[0] for point in ring) / len(ring)
    y = sum(point[1] for point in ring) / len(ring)
    corner, share = rng.choice(list(ring)), rng.uniform(0, 0.6)
    return x + (corner[0] - x) * share, y + (corner[1] - y) * share


def zones(sites: Sequence[Site]) -> Iterator[tuple[Cells, Sequence[Point]]]:
    """Stalls beside markets in the evening, no parking and no stalls before schools, two villages, back streets."""
    for number, site in enumerate(_named([site for site in sites if site.land_use == MARKET]), 1):
        yield (
            _zone(f"stalls-{number}", f"{site.name}疏导区", "stalls", "09001", EVENINGS, "不得超出划线区域"),
            site.ring,
        )
    for number, site in enumerate(_named([site for site in sites if site.land_use == SCHOOL]), 1):
        yield _zone(f"school-{number}", f"{site.name}周边", "school"), site.ring
        yield _zone(f"control-{number}", f"{site.name}门前", "control", "09001 09009", "07:20-08:20 16:30-17:30",
                    "上下学时段禁止摆摊和停车"), site.ring  # fmt: skip
    homes = [site for site in sites if site.land_use == HOUSING]
    for kind, name, step in (
        ("urban_village", "城中村", 3),
        ("urban_fringe", "城乡结合部", 5),
        ("back_street", "背街小巷", 7),
    ):
        for number in range(1, 4):
            yield _zone(f"{kind.replace('_', '-')}-{number}", f"{name}{number}片", kind), homes[number * step * 10].ring


def _zone(code: str, name: str, kind: str, classes: str = "", hours: str = "", note: str = "") -> Cells:
    said = {"code": code, "name": name, "kind": kind, "classes": classes, "hours": hours, "note": note}
    return said | {"started_on": SINCE}

"""A small city folder to load, and ways to spoil one file of it. Two unit grids side by side in one community."""

from pathlib import Path
from random import Random
from typing import Any

import orjson

WEST, SOUTH, SIDE = 121.0, 31.0, 0.001


def square(column: float, *, width: float = 1, height: float = 1) -> list[list[list[float]]]:
    west, east = round(WEST + column * SIDE, 6), round(WEST + (column + width) * SIDE, 6)
    north = round(SOUTH + height * SIDE, 6)
    return [[[west, SOUTH], [east, SOUTH], [east, north], [west, north], [west, SOUTH]]]


def collection(*features: tuple[dict[str, Any], str, Any]) -> bytes:
    return orjson.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
            for properties, kind, coordinates in features
        ],
    })  # fmt: skip


def areas() -> bytes:
    shape = square(0, width=2)
    return collection(
        ({"code": "999101", "name": "望江区", "level": "district"}, "Polygon", shape),
        ({"code": "999101001", "name": "江湾街道", "level": "street", "parent": "999101"}, "Polygon", shape),
        (
            {"code": "999101001001", "name": "渡口社区", "level": "community", "parent": "999101001"},
            "Polygon", shape,
        ),
    )  # fmt: skip


def unit_grid(number: int, coordinates: Any, **more: Any) -> tuple[dict[str, Any], str, Any]:
    properties = {"code": f"99910100100100{number}", "community": "999101001001", "duty_grid": "ZR01"}
    return properties | more, "Polygon", coordinates


def grids() -> bytes:
    return collection(unit_grid(1, square(0)), unit_grid(2, square(1)))


ODD = (
    b"null", b"true", b"-1", b"1e999", b"{}", b"[]", b'""', b'"\\ud800"', b"NaN", b"181", b'"x"', b"[[[[[]]]]]",
    b"1" + b"0" * 400, '"\u202e字"'.encode(), b"\xff", b'{"a":1,"a":2}', b"0.1", b'"Polygon"', b'"Point"',
)  # fmt: skip


def spoilt(content: bytes, chance: Random) -> bytes:
    """A GeoJSON with values changed for others, and sometimes a few bytes."""
    for _time in range(chance.randint(1, 3)):
        places = [at for at in range(len(content)) if content[at] in b":,["]
        at = chance.choice(places) + 1
        until = min(end for end in (content.find(mark, at) for mark in (b",", b"]", b"}")) if end >= 0)
        content = content[:at] + chance.choice(ODD) + content[until:]
    if chance.random() < 0.3:
        at = chance.randrange(len(content))
        content = content[:at] + chance.choice((b"", chance.randbytes(3))) + content[at + chance.randrange(20) :]
    return content


def files() -> dict[str, bytes]:
    texts = {
        "city.toml": (
            'name = "临江市望江区"\ndatum = "wgs84"\ncentre = [121.001, 31.0005]\ngrid_code = "gbt30428"\n'
            'complete = ["unit_grids", "rules", "people"]\n'
        ),
        "calendars.csv": "code,name,shifts,default\ncity,市级,08:00-12:00 14:00-18:00,yes\n",
        "holidays.csv": "calendar,date,kind,name\ncity,2026-10-01,holiday,国庆节\ncity,2026-10-10,workday,国庆节\n",
        "departments.csv": (
            "code,name,short_name,kind,axis,parent,calendar,phone\n"
            "hw,环境卫生管理处,环卫处,bureau,line,,city,12345\nhw-1,洁净保洁公司,洁净,contractor,line,hw,,\n"
            "jw,江湾街道办事处,江湾街道,street,territory,,,\n"
        ),
        "people.csv": (
            "username,name,role,unit,duty_grids,phone,email\ninspector01,陈建国,inspector,,ZR01,13800000001,\n"
            "hw-head,李秀英,department_head,hw,,,hw@example.org\n"
        ),
        "duty_grids.csv": "code,name\nZR01,渡口一组\n",
        "components.csv": (
            "code,name,category,owner,lng,lat,state\n99910103005000001,垃圾箱,03005,hw,121.0005,31.0005,intact\n"
        ),
        "stages.csv": "stage,value,unit\naccept,0.5,work_hour\n",
        "sources.csv": "source,road\ninspector,auto\n",
        "taxonomies.csv": "code,name,effective_from\nGB/T 47678.5-2026,管理部件和事项,2026-07-01\n",
        "catalogue.csv": (
            "matter_kind,major_code,major_zh,code,minor_zh,condition_no,urgency,limit_value,limit_unit,"
            "filing_condition_zh\n"
            "component,03,市容环卫设施,03005,垃圾箱,1,normal,1,work_day,箱体倾倒\n"
            "event,06,市容环境,06010,暴露垃圾,1,normal,4,work_hour,公共场所有生活垃圾\n"
            "event,06,市容环境,06010,暴露垃圾,2,urgent,2,urgent_hour,医疗垃圾\n"
        ),
        "rules.csv": (
            "what,what_code,where,where_code,department,effective_from,note\n"
            "category,06010,*,,hw,2026-01-01,\n*,,area,999101001,jw,2026-01-01,属地兜底\n"
        ),
        "settings.csv": "name,value\nextension_most,3\nbundle_returns,no\nquiet_from,21:30\n",
        "notice_rules.csv": "event,audience,told,media\ndispatch,unit,yes,robot mail\nclose,reporter,no,\n",
        "notice_texts.csv": 'event,language,title,body\nclose,zh-hans,{number} 结案,"{number} 已结案。\n{place}"\n',
    }
    shapes = {
        "areas.geojson": areas(),
        "unit_grids.geojson": grids(),
        "ground.geojson": collection(
            ({"kind": "road", "name": "滨江路", "rank": 1}, "LineString", [[121.0, 31.0], [121.002, 31.0]])
        ),
    }
    return {name: text.encode() for name, text in texts.items()} | shapes


def write(folder: Path, **changed: bytes | str | None) -> Path:
    """The folder with some files changed (`areas_geojson=…` for areas.geojson); None leaves a file out."""
    folder.mkdir(exist_ok=True)
    content: dict[str, bytes | str | None] = {**files()}
    content |= {".".join(name.rsplit("_", 1)): text for name, text in changed.items()}
    for name, text in content.items():
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder

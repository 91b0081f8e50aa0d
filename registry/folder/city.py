"""city.toml, which makes a folder a city: read, checked and written."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from common.csv_reader import Problems
from common.datum import Datum
from common.encodings import NAMES
from common.phones import CHINA, region_named
from common.reference import Reference, checked_crs
from common.text import clean

CITY = "city.toml"
GBT30428 = "gbt30428"  # unit grids have codes of 15 characters: district 6, sub-district 3, community 3, sequence 3


@dataclass(frozen=True)
class City:
    """What city.toml says. `complete` names the files that list everything: what they don't list, ends."""

    name: str
    datum: Datum = Datum.WGS84
    crs: str = ""  # of the EPSG register, instead of a datum
    language: str = ""
    phone_region: str = ""  # the country of telephone numbers without a country's code
    time_zone: str = ""
    encoding: str = ""  # of those of its files that are not in UTF-8
    centre: tuple[float, float] | None = None
    grid_code: str = ""
    complete: frozenset[str] = frozenset()
    topology: str = "refuse"  # or "warn"
    tolerance_m2: float = 1.0

    @property
    def settings(self) -> dict[str, str]:
        """What it says by settings of the city, by their names."""
        said = {"language": self.language, "phone_region": self.phone_region}
        return {name: value for name, value in said.items() if value}

    @property
    def reference(self) -> Reference:
        """What the coordinates of the folder mean."""
        return Reference(self.datum, self.crs)


UNSAID = City("")  # for a file of which nobody says more: degrees of WGS 84, and gaps and overlaps stop it


def read_city(path: Path, problems: Problems, *, parts: Collection[str]) -> City:
    """What the folder's city.toml says; `parts` are the names that `complete` may list."""
    try:
        said = tomllib.loads((path / CITY).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        problems.add(CITY, 0, "", _("This file is missing: it makes a folder a city."))
        return City("")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        problems.add(CITY, 0, "", _("This is not TOML in UTF-8 (%(error)s).") % {"error": error})
        return City("")
    before = problems.total
    for key, sentence in _wrong(said, parts):
        problems.add(CITY, 0, key, sentence)
    return City("") if problems.total > before else _made(said)


def _wrong(said: Mapping[str, Any], parts: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each setting with a sentence that says what is wrong with it."""
    yield from ((key, _("This setting is not known.")) for key in said.keys() - CHECKS.keys() - {"complete"})
    found = {key: check(said.get(key)) for key, check in CHECKS.items()}
    found["complete"] = _complete(said.get("complete"), parts)
    if "datum" in said and "crs" in said:
        found["crs"] = _("Coordinates have a datum or a system of the EPSG register, not both.")
    if "centre" in said and not any(found[key] for key in ("datum", "crs", "centre")):
        found["centre"] = _no_point(_made({**said, "name": "", "complete": ()}))
    yield from ((key, sentence) for key, sentence in found.items() if sentence)


def _made(said: dict[str, Any]) -> City:
    values: dict[str, Any] = {**said, "name": clean(said["name"])}
    if "datum" in said:
        values["datum"] = Datum(said["datum"])
    if "crs" in said:
        values["crs"] = checked_crs(said["crs"])
    if "encoding" in said:
        values["encoding"] = said["encoding"].lower()
    if "centre" in said:
        values["centre"] = (float(said["centre"][0]), float(said["centre"][1]))
    return City(**values | {"complete": frozenset(said.get("complete", ()))})


def _name(value: Any) -> str:
    try:
        fits = isinstance(value, str) and 0 < len(clean(value)) <= 100
    except ValueError as error:
        return str(error)
    return "" if fits else _("A name of at most 100 characters is needed.")


def _one_of(*known: str) -> Any:
    def check(value: Any) -> str:
        if value is None or value in known:
            return ""
        return _("“%(value)s” is none of: %(known)s.") % {"value": value, "known": ", ".join(known)}

    return check


def _encoding(value: Any) -> str:
    if value is None or (isinstance(value, str) and value.lower() in NAMES):
        return ""
    return _("“%(value)s” is none of: %(known)s.") % {"value": value, "known": ", ".join(NAMES)}


def _zone(value: Any) -> str:
    if value is None or value == settings.TIME_ZONE:
        return ""
    try:
        ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        return _("There is no time zone “%(value)s”.") % {"value": value}
    return _("The platform runs in %(zone)s; set CITY_TIME_ZONE to load this city.") % {"zone": settings.TIME_ZONE}


def _crs(value: Any) -> str:
    try:
        if value is not None:
            checked_crs(str(value))
    except ValueError as error:
        return str(error)
    return ""


def _no_point(city: City) -> str:
    try:
        if city.centre:
            city.reference.to_wgs84(*city.centre)
    except ValueError as error:
        return str(error)
    return ""


def _region(value: Any) -> str:
    try:
        region_named(value or CHINA)
    except ValueError as error:
        return str(error)
    return ""


def _centre(value: Any) -> str:
    numbers = isinstance(value, list) and len(value) == 2 and all(type(part) in (int, float) for part in value)
    good = value is None or numbers
    return "" if good else _("Write the centre as [longitude, latitude], or as [x, y] of the folder's crs.")


def _complete(value: Any, parts: Collection[str]) -> str:
    if value is None or (isinstance(value, list) and all(isinstance(part, str) and part in parts for part in value)):
        return ""
    return _("Write a list of these names: %(known)s.") % {"known": ", ".join(sorted(parts))}


def _tolerance(value: Any) -> str:
    good = value is None or (type(value) in (int, float) and value >= 0)
    return "" if good else _("The tolerance is a number of square metres.")


CHECKS: dict[str, Any] = {
    "name": _name,
    "datum": _one_of(*Datum),
    "crs": _crs,
    "language": _one_of(*dict(settings.LANGUAGES)),
    "phone_region": _region,
    "encoding": _encoding,
    "time_zone": _zone,
    "centre": _centre,
    "grid_code": _one_of(GBT30428),
    "topology": _one_of("refuse", "warn"),
    "tolerance_m2": _tolerance,
}


def write_city(folder: Path, said: Mapping[str, Any]) -> None:
    """city.toml; texts, numbers, lists and dates are all it needs."""
    lines = [f"{key} = {_toml(value)}\n" for key, value in said.items() if value not in (None, "")]
    (folder / CITY).write_text("".join(lines), encoding="utf-8")


def _toml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(part) for part in value)}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)

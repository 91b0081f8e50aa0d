"""The map of kinds: which features of a foreign file become which kind of the base map (`osm.toml` is the default)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.csv_reader import Problems
from common.refusals import Refused
from common.text import clean
from grids.models import BaseMapKind
from imports.history.settings import SettingsSection

OSM = Path(__file__).with_name("osm.toml")
ANY = "*"
LONGEST_NAME = 100
MINOR = 3  # the rank of what no rule ranks
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')  # ogr2ogr's other_tags


class Drawn(StrEnum):
    """What a feature is drawn as."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


@dataclass(frozen=True)
class Rule:
    """The features with these tags; a rule without a `kind` leaves them out, counted under the words of `reason`."""

    tags: Mapping[str, frozenset[str]]
    kind: str = ""
    rank: int = MINOR
    shapes: frozenset[Drawn] = frozenset(Drawn)
    reason: str = ""

    def fits(self, tags: Mapping[str, str]) -> bool:
        return all(name in tags and (ANY in words or tags[name] in words) for name, words in self.tags.items())


@dataclass(frozen=True)
class Kinds:
    rules: Sequence[Rule]
    names: tuple[str, ...] = ("name",)

    def rule(self, tags: Mapping[str, str]) -> Rule | None:
        """The first that fits."""
        return next((rule for rule in self.rules if rule.fits(tags)), None)

    def name(self, tags: Mapping[str, str]) -> str:
        """The first name that there is and that can be stored."""
        for key in self.names:
            try:
                if found := clean(tags.get(key, "")[:LONGEST_NAME], max_length=LONGEST_NAME):
                    return found
            except ValueError:
                continue
        return ""


def tags_of(properties: Mapping[str, Any]) -> dict[str, str]:
    """The tags of a feature, flat: its own properties, those below `tags`, and ogr2ogr's `other_tags`."""
    nested = properties.get("tags")
    other = properties.get("other_tags")
    tags = dict(_HSTORE.findall(other)) if isinstance(other, str) else {}
    for source in (nested if isinstance(nested, dict) else {}, properties):
        tags |= {key: text for key, value in source.items() if (text := _word(value))}
    return tags


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else ""


def read_kinds(path: Path) -> Kinds:
    """The map of a TOML file; Refused with every wrong setting, one a line."""
    problems = Problems()
    try:
        said: Any = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(_("%(file)s is not TOML in UTF-8 (%(error)s).") % {"file": path, "error": error}) from error
    top = SettingsSection("", said, path.name, problems)
    names, listed = top.texts("name", ("name",)), top.value("rule", [])
    top.end()
    if not isinstance(listed, list) or not listed:
        top.wrong("rule", _("Write the rules as [[rule]]."))
        listed = []
    rules = [
        _rule(SettingsSection(f"rule {number}", each, path.name, problems)) for number, each in enumerate(listed, 1)
    ]
    if problems:
        raise Refused("\n".join(problems.sentences()))
    return Kinds(rules, names)


def _rule(section: SettingsSection) -> Rule:
    reason = section.text("leave_out", longest=100)
    kind = section.text("kind", "" if reason else None)
    if kind and kind not in BaseMapKind.values:
        section.wrong("kind", _("“%(value)s” is none of: %(known)s.") % {"value": kind, "known": _listed(BaseMapKind)})
    rule = Rule(_tags(section), kind, _rank(section), _shapes(section), reason)
    section.end()
    return rule


def _tags(section: SettingsSection) -> dict[str, frozenset[str]]:
    table = section.section("tags")
    tags = {key: frozenset(table.texts(key)) for key in table.said}
    if not tags:
        section.wrong("tags", _('A rule needs tags, as { highway = ["primary"] }.'))
    return tags


def _rank(section: SettingsSection) -> int:
    rank = section.value("rank", MINOR)
    if rank not in (1, 2, 3) or isinstance(rank, bool):
        section.wrong("rank", _("A rank is 1, 2 or 3."))
        return MINOR
    return int(rank)


def _shapes(section: SettingsSection) -> frozenset[Drawn]:
    words = section.texts("shapes", tuple(Drawn))
    for word in set(words) - set(Drawn):
        section.wrong("shapes", _("“%(value)s” is none of: %(known)s.") % {"value": word, "known": _listed(Drawn)})
    return frozenset(Drawn(word) for word in words if word in tuple(Drawn))


def _listed(words: Any) -> str:
    return ", ".join(str(word.value) for word in words)

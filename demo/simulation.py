"""The demo's people at work, through the HTTP API: they report, take, dispose, check and close, now and then late."""

import io
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from accounts.roles import Role
from demo import pictures, scenes, storylines
from demo.client import Answer, Client
from demo.generator.mesh import ring_centre
from demo.generator.words import SURNAMES
from demo.habits import habit
from demo.scenes import CITIZENS, SCENES, SOURCES

OWED, CLOSED = ("dispatched", "in_disposal"), ("closed",)
MOVES_PER_REPORT = 5  # what a case needs until it is closed, so that the piles neither grow nor vanish
REST = timedelta(minutes=2)  # nobody does anything about a case in its first moments


@dataclass(frozen=True)
class Duty:
    """Which moves a role looks for, in which states, how often somebody looks, and by what the cases are narrowed."""

    role: str
    often: float
    states: tuple[str, ...]
    moves: tuple[str, ...]
    narrowed: Mapping[str, str] = field(default_factory=dict)


DUTIES = (
    Duty(Role.HANDLER, 5, OWED, ("take", "dispose", "send_back", "request_extension", "finish_part")),
    Duty(Role.INSPECTOR, 3, ("verifying", "disposed", "checking"), ("verify", "check")),
    Duty(
        Role.ACCEPTOR, 2, ("reported", "accepted", *OWED, "disposed", "checked"),
        ("accept", "reject", "order_check", "close", "remind"),
    ),
    Duty(Role.SHIFT_LEADER, 2, ("accepted", "checked", "disputed"), ("file", "close", "arbitrate")),
    Duty(
        Role.DISPATCHER, 0.7, ("filed", *OWED),
        ("dispatch", "grant_extension", "refuse_extension", "grant_suspension", "refuse_suspension", "assist"),
    ),
    Duty(Role.DEPARTMENT_HEAD, 0.4, (*OWED, "suspended"), ("endorse_extension", "request_suspension", "resume")),
    Duty(Role.SUPERVISOR, 0.1, OWED, ("supervise", "remind")),
    Duty(Role.DEPARTMENT_HEAD, 0.15, CLOSED, ("appeal",), {"was_late": "true"}),
    Duty(Role.SHIFT_LEADER, 0.3, CLOSED, ("review_appeal",), {"appeal": "asked"}),
    Duty(Role.LEADER, 0.1, CLOSED, ("decide_appeal",), {"appeal": "reviewed"}),
    Duty(Role.SUPERVISOR, 0.1, CLOSED, ("decide_appeal",), {"appeal": "reviewed"}),
)  # fmt: skip
# A person weighs what is offered: rarely back, rarely away. What is rare here is seen now and then in a day.
LIKELY = {
    "take": 4.0, "dispose": 5.0, "send_back": 0.15, "reject": 0.15, "order_check": 1.0, "close": 4.0, "accept": 4.0,
    "request_extension": 0.1, "request_suspension": 0.05, "assist": 0.05, "remind": 0.1, "supervise": 0.05,
    "refuse_extension": 0.3, "refuse_suspension": 0.3, "resume": 0.1,
}  # fmt: skip
REASONS = {
    "send_back": scenes.REASONS_BACK, "reject": scenes.REASONS_REJECT, "request_extension": storylines.WHY_LONGER,
    "request_suspension": storylines.WHY_REST, "supervise": storylines.WHY_WATCHED,
    "refuse_extension": (storylines.FITS_NOT,), "refuse_suspension": (storylines.FITS_NOT,),
    "appeal": storylines.WHY_LATE,
}  # fmt: skip
GRANTED = 0.6  # of the appeals at each of their two looks
SELDOM = 0.2  # where nothing but rare things are offered, mostly nothing is done


@dataclass(frozen=True)
class Person:
    role: str
    unit: str
    client: Client


@dataclass(frozen=True)
class Place:
    lng: float
    lat: float
    land_use: str


class Simulation:
    def __init__(self, *, url: str, accounts: list[dict[str, Any]], city: Path, rng: Random) -> None:
        self.rng = rng
        self.people = [
            Person(account["role"], account["unit"] or "", Client(url, account["username"], account["password"]))
            for account in accounts
        ]
        self.places = list(_places(city / "unit_grids.geojson"))

    def report(self) -> str:
        """One report; what was said, or why not."""
        scene = self.rng.choices(SCENES, [scene.weight for scene in SCENES])[0]
        place = self.rng.choices(self.places, [scene.where.get(place.land_use, 1.0) for place in self.places])[0]
        source = self.rng.choices([name for name, __ in SOURCES], [weight for __, weight in SOURCES])[0]
        person = self._someone(Role.INSPECTOR if source == "inspector" else Role.ACCEPTOR)
        found = person.client.get("locate/", lng=place.lng, lat=place.lat)
        where = found.body["community"]["name"] if found.good and found.body.get("community") else ""
        body: dict[str, Any] = {
            "id": str(uuid.UUID(int=self.rng.getrandbits(128), version=4)), "category": scene.category,
            "location": {"type": "Point", "coordinates": [place.lng, place.lat]}, "source": source,
            "description": self.rng.choice(scene.texts).format(road=where), "address": where,
            "accuracy_m": self.rng.randint(3, 25),
        }  # fmt: skip
        if source == "inspector":
            body["photos"] = self._photo(person, scene.theme, "near")
        if source in CITIZENS:
            name = self.rng.choice(SURNAMES) + self.rng.choice(("先生", "女士"))
            body["reporter"] = {"name": name, "phone": f"1380000{self.rng.randrange(10_000):04}"}
        return _said("report", person, person.client.post("cases/", body))

    def work(self) -> str:
        """Somebody looks at what waits for them and does one thing; what, or why not."""
        duties = [duty for duty in DUTIES if any(person.role == duty.role for person in self.people)]
        duty = self.rng.choices(duties, [duty.often for duty in duties])[0]
        person, ordering = self._someone(duty.role), "-reported_at" if duty.narrowed else "reported_at"
        page = person.client.get("cases/", state=duty.states, ordering=ordering, page_size=50, **duty.narrowed)
        if not page.good or not page.body["results"]:
            return ""
        chosen = self.rng.choice(page.body["results"])
        found = person.client.get(f"cases/{chosen['id']}/")
        if not found.good or _age(found.body) < REST:
            return ""
        offered = [offer["move"] for offer in found.body["allowed_moves"] if offer["refusal"] is None]
        wanted = [move for move in duty.moves if move in offered]
        if not wanted:
            return ""
        likely = [LIKELY.get(move, 1.0) for move in wanted]
        if max(likely) < SELDOM and self.rng.random() >= max(likely):
            return ""
        move = self.rng.choices(wanted, likely)[0]
        return self._make(person, found.body, move)

    def _make(self, person: Person, case: dict[str, Any], move: str) -> str:
        body: dict[str, Any] = {
            "id": str(uuid.UUID(int=self.rng.getrandbits(128), version=4)), "version": case["version"],
        }  # fmt: skip
        body |= self._said_with(person, case, move)
        return _said(move, person, person.client.post(f"cases/{case['id']}/moves/{move}/", body))

    def _said_with(self, person: Person, case: dict[str, Any], move: str) -> dict[str, Any]:
        """What a move needs besides."""
        if move == "dispose":
            photos = self._photo(person, _theme(case), "after")
            return {"photos": photos, "note": self.rng.choice(scenes.NOTES_DONE)}
        if move in ("check", "verify"):
            return self._looked(case, move)
        if move in ("dispatch", "arbitrate", "assist"):
            street = self.rng.choice([p.unit for p in self.people if p.unit.startswith("jd-")] or [person.unit])
            words = {"arbitrate": {"reason": storylines.WHY_RULED}, "assist": {"note": storylines.PLEASE_HELP}}
            return {"department": street, **words.get(move, {})}
        if move in ("request_suspension", "supervise"):
            until = datetime.now(UTC) + timedelta(days=self.rng.randint(1, 20))
            return {"reason": self.rng.choice(REASONS[move]), "until": until.isoformat()}
        if move in ("review_appeal", "decide_appeal"):
            passed = self.rng.random() < GRANTED
            return {"passed": passed, "reason": storylines.FITS if passed else storylines.FITS_NOT}
        if move == "finish_part":
            return {"note": self.rng.choice(scenes.NOTES_DONE)}
        return {"reason": self.rng.choice(REASONS[move])} if move in REASONS else {}

    def _looked(self, case: dict[str, Any], move: str) -> dict[str, Any]:
        unit = (case["department"] or {}).get("code", "")
        passed = self.rng.random() >= habit(unit).rework
        if move == "verify":
            return {
                "passed": passed,
                "note": self.rng.choice(scenes.NOTES_VERIFIED if passed else scenes.NOTES_NOT_VERIFIED),
            }
        ticked = list(range(1, len(case["closing_conditions"]) + 1)) if passed else []
        note = self.rng.choice(scenes.NOTES_PASSED if passed else scenes.NOTES_FAILED)
        return {"passed": passed, "note": note, "closing_conditions": ticked}

    def _photo(self, person: Person, theme: str, kind: str) -> list[str]:
        id_ = uuid.UUID(int=self.rng.getrandbits(128), version=4)
        picture = _picture(theme, kind == "after", self.rng.randrange(pictures.VARIANTS))
        answer = person.client.send_photo(id_, kind, picture)
        return [str(id_)] if answer.good else []

    def _someone(self, role: str) -> Person:
        return self.rng.choice([person for person in self.people if person.role == role])


def _said(what: str, person: Person, answer: Answer) -> str:
    if answer.good:
        return f"{what} {answer.body.get('number', '')} {person.client.username}"
    detail = answer.body.get("detail", "") if isinstance(answer.body, dict) else ""
    return f"{what} {person.client.username}: {answer.status} {detail}"


def _age(case: dict[str, Any]) -> timedelta:
    """Since its last step."""
    since = case["stage"]["started_at"] if case["stage"] else case["closed_at"]
    return datetime.now(UTC) - datetime.fromisoformat(since) if since else timedelta()


def _theme(case: dict[str, Any]) -> str:
    themes = {scene.category: scene.theme for scene in SCENES}
    return themes.get(case["category"]["code"], "rubbish")


def _places(file: Path) -> Iterator[Place]:
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        ring = [(lng, lat) for lng, lat in feature["geometry"]["coordinates"][0][:-1]]
        lng, lat = ring_centre(ring)
        yield Place(round(lng, 6), round(lat, 6), feature["properties"].get("land_use", ""))


@cache
def _picture(theme: str, after: bool, variant: int) -> bytes:
    stream = io.BytesIO()
    pictures.draw(theme, after=after, variant=variant).save(stream, "JPEG", quality=80)
    return stream.getvalue()

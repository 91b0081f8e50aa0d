"""The simulated people against the real API of a live test server."""

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from cases.models import Case
from demo import simulation
from demo.client import AwayError, Client
from demo.simulation import Duty, Simulation
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db(transaction=True)


def test_simulated_people_report_and_work_through_the_api(live_server: Any, city: City, tmp_path: Path) -> None:
    for user in city.everyone:
        user.set_password("a long password")
        user.save()
    play = Simulation(url=live_server.url, accounts=_accounts(city), city=_map(tmp_path), rng=Random(1))
    said = (play.report() for _attempt in range(60))  # most of what the play knows is not in this catalogue
    assert any(line.startswith("report 20") for line in said)
    assert Case.objects.filter(category__code="06010").exists()
    with transaction.atomic():
        make.dispatched("06010", by=city.ines)
    done = [play.work() for _step in range(12)]
    assert any(line.startswith(("take", "dispose")) for line in done)
    assert Case.objects.exclude(state="dispatched").exists()


def test_now_and_then_something_is_asked_for_and_decided(
    live_server: Any, city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in city.everyone:
        user.set_password("a long password")
        user.save()
    with transaction.atomic():
        case = make.dispatched("06010", by=city.ines, at=timezone.now() - timedelta(minutes=5))
    play = Simulation(url=live_server.url, accounts=_accounts(city), city=_map(tmp_path), rng=Random(1))
    for role, move in ((Role.DEPARTMENT_HEAD, "request_suspension"), (Role.DISPATCHER, "grant_suspension")):
        monkeypatch.setattr(simulation, "DUTIES", (Duty(role, 1, ("dispatched",), (move,)),))
        monkeypatch.setitem(simulation.LIKELY, move, 1.0)
        assert play.work().startswith(f"{move} {case.number}")
    case.refresh_from_db()
    assert (case.state, case.suspension) == ("suspended", "granted")


def test_now_and_then_lateness_is_appealed_against_reviewed_and_decided(
    live_server: Any, city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in city.everyone:
        user.set_password("a long password")
        user.save()
    with transaction.atomic():
        case = make.dispatched("06010", by=city.ines, at=timezone.now() - timedelta(days=9))
    ended = timezone.now() - timedelta(minutes=9)
    Case.objects.filter(pk=case.pk).update(state="closed", is_open=False, finished_at=ended, closed_at=ended)
    play = Simulation(url=live_server.url, accounts=_accounts(city), city=_map(tmp_path), rng=Random(1))
    appeals = [duty for duty in simulation.DUTIES if duty.states == simulation.CLOSED]
    monkeypatch.setattr(simulation, "GRANTED", 1.0)
    for role, outcome in (("department_head", "asked"), ("shift_leader", "reviewed"), ("leader", "granted")):
        monkeypatch.setattr(simulation, "DUTIES", tuple(duty for duty in appeals if duty.role == role))
        play.work()
        case.refresh_from_db()
        assert case.appeal == outcome
    assert case.exempt


def test_a_server_that_is_away_is_said_to_be_away() -> None:
    with pytest.raises(AwayError):
        Client("http://127.0.0.1:9", "ines", "x").get("cases/")


def test_only_this_machine_is_simulated_on_unless_told(tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    file.write_text('{"url": "https://city.example.org/", "accounts": []}')
    with pytest.raises(CommandError, match=r"on this machine|本机"):
        call_command("simulate", accounts=file)


def _accounts(city: City) -> list[dict[str, Any]]:
    units = {city.hana.pk: "sanitation", city.hugo.pk: "sanitation", city.omar.pk: "roads"}
    return [
        {"role": u.role, "username": u.username, "password": "a long password", "unit": units.get(u.pk)}
        for u in (city.ines, city.ivan, city.ada, city.sven, city.dora, city.hana, city.hugo, city.lea)
    ]


def _map(folder: Path) -> Path:
    ring = [list(point) for point in make.square(0, 0).exterior_ring.coords]
    text = f'{{"features": [{{"properties": {{}}, "geometry": {{"coordinates": [{ring}]}}}}]}}'
    (folder / "unit_grids.geojson").write_text(text)
    return folder

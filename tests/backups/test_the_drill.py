"""A backup holds the database and the files of one moment, made while the city works; it is put back elsewhere."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from tests.api.bodies import image, post_case, post_photo
from tests.backups.elsewhere import Elsewhere, backup, drain
from tests.cast import City
from tests.clients import api_client

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@dataclass
class Street:
    """Inspectors who report with photos, and what was acknowledged when."""

    clients: list[APIClient]
    acknowledged: list[tuple[str, str, datetime]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def report(self, number: int) -> None:
        client = self.clients[number % 2]
        photo = post_photo(client, image(size=(64 + number % 50, 48 + number)))
        assert photo.status_code == 201, photo.content
        case = post_case(client, at_cell=(number % 4, 0), photos=[photo.json()["id"]], description=f"第 {number} 起")
        assert case.status_code == 201, case.content
        self.acknowledged.append((case.json()["id"], photo.json()["id"], timezone.now()))
        connection.close()

    def work(self) -> None:
        """What the worker does beside it: route, make photos anew."""
        while not self.over.is_set():
            drain()
            time.sleep(0.05)
        connection.close()


@contextmanager
def at_work(street: Street) -> Iterator[None]:
    worker = threading.Thread(target=street.work)
    worker.start()
    try:
        yield
    finally:
        street.over.set()
        worker.join(60)


def test_a_backup_made_while_reports_arrive_is_restored_elsewhere_with_all_that_was_acknowledged(
    request: pytest.FixtureRequest, people: City, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    number = 300 if request.config.getoption("long") else 24
    street = Street([api_client(people.ines), api_client(people.ivan)])
    with at_work(street), ThreadPoolExecutor(2) as inspectors:
        reports = [inspectors.submit(street.report, n) for n in range(number)]
        reports[number // 3].result(300)
        facts = backup(tmp_path / "backup")
        for each in reports:
            each.result(600)
    moment = datetime.fromisoformat(facts["moment"])
    before = [(case, photo) for case, photo, at in street.acknowledged if at < moment]
    assert number // 4 <= len(before) < number

    done = elsewhere.manage("restore", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stderr
    there = {str(key) for (key,) in elsewhere.ask("SELECT id FROM cases_case")}
    assert {case for case, __ in before} <= there
    photos = {str(key): status for key, status in elsewhere.ask("SELECT id, status FROM evidence_photo")}
    assert {photo for __, photo in before} <= photos.keys()
    assert facts["missing"] == []
    for key, status in photos.items():
        name = key.replace("-", "")
        assert (elsewhere.folder / "originals" / name[:2] / name).is_file()
        assert status != "ready" or (elsewhere.folder / "photos" / name[:2] / f"{name}.jpg").is_file()
    sound = elsewhere.manage("fsck", "--files")
    assert sound.returncode == 0, sound.stdout + sound.stderr

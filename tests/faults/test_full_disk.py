"""The disk is truly full, a small one of the test's own: of the files, of the logs, of the database, of Redis.

What could not be taken in is refused with words, what was confirmed is there, all else goes on, and when there is room
again the same request is done once.
"""

import random
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.utils import timezone
from PIL import Image
from redis.exceptions import RedisError

from cases.models import Case
from cases.workflow import State
from common import child
from common.models import Message
from devstack import layout
from devstack.pytest_services import Folder
from evidence.models import Photo
from tests.cast import City, city
from tests.faults.devices import File, Said, Site, report
from tests.faults.disks import Disk, small_disk
from tests.faults.servers import Server, server_of_its_own
from tests.services import Broker, Cast, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

CASES = "/api/v1/cases/"
ROOM = 64 << 20
TEXTS = 25


def picture(number: int, *, side: int = 160) -> bytes:
    """One that can't be made much smaller: some 30 kB."""
    noise = random.Random(number).randbytes(side * side * 3)
    buffer = BytesIO()
    Image.frombytes("RGB", (side, side), noise).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", size=ROOM) as made:
        yield made


def of_text(site: Site, people: City) -> list[str]:
    """Reports without photos, all of which are taken; their ids."""
    bodies = [report() for _n in range(TEXTS)]
    assert [site.ask(people.ines, "POST", CASES, body).status for body in bodies] == [201] * TEXTS
    return [str(body["id"]) for body in bodies]


def all_dispatched(ids: list[str]) -> bool:
    return Case.objects.filter(pk__in=ids, state=State.DISPATCHED).count() == len(ids)


def assert_refused(said: Said, status: int, words: str) -> None:
    assert (said.status, said.headers["Content-Type"]) == (status, "application/problem+json"), said.text
    assert words in said.body["detail"]


# --- the files --------------------------------------------------------------------------------------------------------


class Photographer:
    """Sends photos until there is no room, and then a few more."""

    def __init__(self, site: Site, people: City) -> None:
        self.site, self.people = site, people
        self.taken: dict[str, bytes] = {}
        self.refused: dict[str, bytes] = {}

    def fill(self) -> None:
        for number in range(200):
            id_, content = str(uuid.uuid4()), picture(number)
            said = self.site.photo(self.people.ines, id_, content)
            if said.status == 201:
                self.taken[id_] = content
                continue
            assert_refused(said, 507, "no room for files")
            self.refused[id_] = content
            if len(self.refused) == 3:
                return
        pytest.fail("the disk did not get full")

    def repeat(self) -> None:
        """The device sends again what was refused, and once more because it did not hear the answer."""
        for id_, content in self.refused.items():
            said = [self.site.photo(self.people.ines, id_, content) for _n in range(2)]
            assert [each.status for each in said] == [201, 201]
            assert said[1].headers["Idempotent-Replay"] == "true"
            body = report(photos=[id_])
            assert [self.site.ask(self.people.ines, "POST", CASES, body).status for _n in range(2)] == [201, 201]


@pytest.fixture
def site(around: Cast, disk: Disk) -> Site:
    """Photos, files and what is half received lie on the small disk."""
    (disk.seen / "tmp").mkdir()
    around.inside, around.given = disk.enter, {"MEDIA_ROOT": f"{disk.path}/media", "TMPDIR": f"{disk.path}/tmp"}
    return Site(around.web())


def originals() -> set[str]:
    return {photo.original_name for photo in Photo.objects.all()}


def test_photos_are_refused_in_words_and_all_else_goes_on(around: Cast, disk: Disk, site: Site) -> None:
    people = city()
    around.clock(), around.worker()
    disk.leave(400_000)
    photos = Photographer(site, people)
    photos.fill()
    assert photos.taken, "the disk was full from the beginning: it proves nothing"
    disk.leave(0)
    ids = of_text(site, people)
    wait_until(lambda: all_dispatched(ids), seconds=15, what="the routing on a full disk")
    case, whole = f"{CASES}{ids[0]}/", File(b"%PDF-1.4\n%%EOF\n", name="a.pdf", kind="application/pdf")
    assert_refused(site.form(people.hana, f"{case}attachments/", id=str(uuid.uuid4()), file=whole), 507, "no room")
    assert_refused(site.photo(people.ines, str(uuid.uuid4()), picture(0, side=1300)), 507, "no room")  # to be spooled
    assert site.page(people.hana, "/cases/").status == 200
    assert site.page(people.abel, "/city/tables/catalogue/", post={"file": File(b"x" * 2_000_000)}).status == 507
    assert disk.files("media/drafts") == disk.files("tmp") == set()
    assert {f"originals/{name}" for name in disk.files("media/originals")} == originals()
    assert Photo.objects.count() == len(photos.taken)


def test_what_was_refused_is_taken_once_when_there_is_room_again(around: Cast, disk: Disk, site: Site) -> None:
    people = city()
    disk.leave(200_000)
    photos = Photographer(site, people)
    photos.fill()
    disk.leave(0)
    around.clock(), around.worker()
    waits = Message.objects.filter(topic="photo.received", due_at__gt=timezone.now())
    wait_until(lambda: waits.count() == len(photos.taken), seconds=20, what="the worker's look at the full disk")
    assert not Message.objects.exclude(attempts=0).exists()  # however long it lasts, nobody gives up what was confirmed
    assert disk.files("media/photos") == set()
    disk.leave(ROOM)
    photos.repeat()
    Message.objects.update(due_at=timezone.now())
    sent = {*photos.taken, *photos.refused}
    ready = Photo.objects.filter(status="ready")
    wait_until(lambda: ready.count() == len(sent), seconds=30, what="the photos made anew")
    assert {str(photo.pk) for photo in ready} == sent
    assert Case.objects.count() == len(photos.refused)
    command = [*disk.enter, sys.executable, "manage.py", "fsck", "--files"]
    sound = subprocess.run(command, env=around.environment(), capture_output=True, text=True, check=False)
    assert sound.returncode == 0, sound.stdout + sound.stderr


def test_a_photo_that_finds_no_room_when_it_is_made_anew_leaves_nothing_half(disk: Disk) -> None:
    (disk.seen / "in").write_bytes(picture(1))
    disk.leave(20_000)  # one of the two that are made has room for a part of it
    names = [str(disk.path / name) for name in ("in", "photos/out.jpg", "photos/small.jpg")]
    done = subprocess.run([*disk.enter, sys.executable, "-m", "common.reencode", *names], check=False)
    assert done.returncode == child.NO_ROOM
    assert disk.files("") == {"in", "photos/out.jpg"}  # the first is whole, of the second there is nothing


# --- the logs ---------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_nobody_stands_still_when_the_logs_have_no_room(around: Cast, disk: Disk) -> None:
    people = city()
    around.log = disk.seen / "processes.log"
    site = Site(around.web())
    running = [around.clock(), around.worker()]
    disk.leave(0)
    full = around.log.stat().st_size
    ids = of_text(site, people)
    wait_until(lambda: all_dispatched(ids), seconds=15, what="the routing without logs")
    assert site.page(people.hana, "/cases/").status == 200
    assert site.photo(people.ines, str(uuid.uuid4()), picture(1)).status == 201
    assert around.log.stat().st_size - full < 4096, "the logs had room: it proves nothing"
    assert [process.poll() for process in running] == [None, None]


# --- Redis ------------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_without_room_for_redis_reports_are_routed_by_the_sweep(around: Cast, disk: Disk) -> None:
    """It keeps its queue in a file, as shipped, and refuses to write when that can't grow."""
    people = city()
    broker = around.broker
    broker.stop()
    kept = Broker(layout.Layout(var=disk.seen, data=disk.seen / "pg", run=broker.place.run, account=None), keep=True)
    (disk.seen / "log").mkdir()
    (disk.seen / "redis").mkdir()
    kept.start()
    around.ends.callback(kept.stop)
    site = Site(around.web())
    around.clock()
    assert site.ask(people.ines, "POST", CASES, report()).status == 201
    disk.leave(0)
    wait_until(lambda: not writes(kept), seconds=20, what="Redis's refusal")
    ids = of_text(site, people)
    wait_until(lambda: all_dispatched(ids), seconds=30, what="the routing by the sweep")
    disk.leave(ROOM)
    wait_until(lambda: writes(kept), seconds=20, what="Redis's recovery")


def writes(broker: Broker) -> bool:
    """Whether it takes a value: it is given much, for the last page of its file may have room for little."""
    try:
        return bool(broker.client.set("much", "x" * 50_000))
    except RedisError:
        return False


# --- the database -----------------------------------------------------------------------------------------------------


@pytest.fixture
def server(around: Cast, tmp_path: Path) -> Iterator[tuple[Server, Disk, City, Site]]:
    """A server of the test's own whose data lie on a small disk."""
    if layout.postgres_account() is None:
        pytest.skip("PostgreSQL on a disk of its own needs root and PostgreSQL's account")
    people, site = city(), Site()
    site.know(people.ines, people.hana)
    with ExitStack() as stack:
        folder = stack.enter_context(Folder())
        disk = stack.enter_context(small_disk(folder / "disk", size=1 << 30))
        made = stack.enter_context(server_of_its_own(folder, disk=disk))
        around.given = {"DATABASE_URL": made.url()}
        site.address = around.web(workers=2)
        stack.callback(disk.leave, ROOM)  # so that the server can end
        stack.callback(around.ends.close)  # what works on it ends first
        yield made, disk, people, site


@pytest.mark.long
def test_without_room_for_the_database_nothing_confirmed_is_lost(
    around: Cast, server: tuple[Server, Disk, City, Site]
) -> None:
    made, disk, people, site = server
    clock, worker = around.clock(), around.worker()
    taken, refused = reports_until_it_is_full(made, disk, people, site)
    page = site.page(people.hana, "/cases/")
    assert page.status in (200, 503), page.text
    part = site.page(people.hana, "/cases/", part=True)
    assert part.status in (200, 503), part.text
    disk.leave(ROOM)
    if made.ended:  # it could not even write its log of changes; whoever keeps processes alive starts it again
        made.start()
    for body in refused:
        wait_until(partial(is_taken, site, people, body), seconds=20, what="room")
    ids = [str(body["id"]) for body in taken + refused]
    there = "SELECT count(*), count(DISTINCT id) FROM cases_case WHERE id = ANY(%s::uuid[]) AND state = 'dispatched'"
    wait_until(lambda: made.ask(there, ids) == [(len(ids), len(ids))], seconds=60, what="the routing of all")
    assert (clock.poll(), worker.poll()) == (None, None)
    assert made.ask("SELECT count(*) FROM common_message WHERE dead_at IS NOT NULL") == [(0,)]


def is_taken(site: Site, people: City, body: dict[str, Any]) -> bool:
    return site.ask(people.ines, "POST", CASES, body).status == 201


def reports_until_it_is_full(made: Server, disk: Disk, people: City, site: Site) -> Any:
    """What was taken, and three that were refused; then the server can't go on writing what it changes either."""
    taken, refused = [], []
    disk.leave(0)
    for _n in range(400):
        body = report(description="满" * 1800)
        said = site.ask(people.ines, "POST", CASES, body)
        if said.status == 201:
            taken.append(body)
            continue
        assert_refused(said, 503, "platform")
        assert said.headers["Retry-After"]
        refused.append(body)
        if len(refused) == 3:
            return taken, refused
    raise AssertionError("the disk did not get full")


@pytest.mark.long
def test_a_server_that_ends_over_it_loses_nothing_either(around: Cast, server: tuple[Server, Disk, City, Site]) -> None:
    """Its log of changes has no room: it stops, and comes back by itself or when it is started again."""
    made, disk, people, site = server
    taken, refused = reports_until_it_is_full(made, disk, people, site)
    for _n in range(3):
        with suppress(psycopg2.Error):
            made.ask("SELECT pg_switch_wal()")
    assert site.ask(people.ines, "POST", CASES, report()).status == 503
    assert site.page(people.hana, "/cases/").status in (200, 503)
    disk.leave(ROOM)
    if made.ended:
        made.start()
    wait_until(partial(is_taken, site, people, refused[0]), seconds=30, what="room")
    ids = [str(body["id"]) for body in taken]
    assert made.ask("SELECT count(*) FROM cases_case WHERE id = ANY(%s::uuid[])", ids) == [(len(ids),)]

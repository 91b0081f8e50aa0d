"""What strangers send takes as long as they like: nobody waits behind a slow photo or a large workbook."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO

import pytest
from django.conf import LazySettings
from PIL import Image

from cases.models import CaseEvent
from evidence.models import Photo
from tests.cast import City, city
from tests.faults.devices import File, Said, Site, report
from tests.services import Cast, wait_until
from tests.workbooks import bomb, workbook

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

CASES = "/api/v1/cases/"
SIDE, SCANS = 7000, 20_000
USUAL = 0.6  # seconds for a workbook of two rows on a machine that does nothing else


def slow_photo() -> bytes:
    """Two megabytes of 49 megapixels, whose last scan comes twenty thousand times: some twenty seconds of a processor.

    That is as long as one may take (common/reencode.py).
    """
    buffer = BytesIO()
    Image.new("L", (SIDE, SIDE), 128).save(buffer, "JPEG", progressive=True)
    plain = buffer.getvalue()
    last, end = plain.rindex(b"\xff\xda"), plain.rindex(b"\xff\xd9")
    return plain[:end] + plain[last:end] * SCANS + plain[end:]


@pytest.fixture
def site(around: Cast, settings: LazySettings) -> Site:
    """Served as shipped: two web workers of the class that gunicorn has by default."""
    around.given = {"MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    return Site(around.web(workers=2))


def test_beside_six_slow_photos_a_report_is_dispatched_within_two_seconds(
    around: Cast, site: Site, request: pytest.FixtureRequest
) -> None:
    people, content = city(), slow_photo()
    around.worker(queues="celery"), around.worker(queues="photos"), around.clock()
    sent = [str(uuid.uuid4()) for _n in range(6)]
    assert {site.photo(people.ines, id_, content + id_.encode()).status for id_ in sent} == {201}
    time.sleep(1)  # the first is at work
    number = 60 if request.config.getoption("long") else 10
    took = sorted(dispatched_after(site, people) for _n in range(number))
    slow = Photo.objects.filter(pk__in=sent, status="received").count()
    assert slow >= 4, f"only {slow} slow photos were left: it proves nothing"
    assert took[int(number * 0.95) - 1] < 2, took


def dispatched_after(site: Site, people: City) -> float:
    """Seconds from the acknowledged report to its dispatch, by the times of its history."""
    body = report()
    assert site.ask(people.ines, "POST", CASES, body).status == 201
    events = CaseEvent.objects.filter(case=body["id"])
    wait_until(lambda: events.filter(move="auto_dispatch").exists(), seconds=30, what="the dispatch")
    first, last = events.get(seq=1), events.get(move="auto_dispatch")
    return (last.at - first.at).total_seconds()


def test_a_workbook_that_unfolds_is_refused_soon_and_pages_are_answered(site: Site) -> None:
    """121 kB that are 50 MB of texts: it stopped a web worker for its whole term."""
    people, small = city(), workbook([["code", "name"], ["a", "b"]])
    raw = bomb(small, b"<si><t>x</t></si>" * 3_000_000)
    assert len(raw) < 200_000
    site.know(people.abel, people.hana)
    slowness = max(1.0, sent(site, people, small)[1] / USUAL)  # of this machine just now, with all that it does
    waits: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        upload = pool.submit(sent, site, people, raw)
        while not upload.done() or not waits:
            said, took = timed(partial(site.page, people.hana, "/cases/"))
            assert said.status == 200
            waits.append(took)
        said, took = upload.result()
    assert (said.status, "过大" in said.text) == (422, True), said.text[:500]
    assert took < 5 * slowness, f"refused after {took:.1f} s"
    assert max(waits) < 2 * slowness, f"a page waited {max(waits):.1f} s"


def sent(site: Site, people: City, raw: bytes) -> tuple[Said, float]:
    file = File(raw, name="t.xlsx", kind="application/zip")
    return timed(partial(site.page, people.abel, "/city/tables/catalogue/", post={"file": file}))


def timed(ask: Callable[[], Said]) -> tuple[Said, float]:
    began = time.monotonic()
    return ask(), time.monotonic() - began

"""No log has what people said or who they are, whatever goes wrong: PostgreSQL's, the web's, worker's and clock's."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from cases.models import Case
from common.models import Message
from tests import factories as make
from tests.cast import City, city
from tests.faults.devices import File, Site, report
from tests.races import at_once
from tests.services import Cast, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

NAME, PHONE, DESCRIPTION, ADDRESS = "欧阳探针", "13798765432", "标记描述甲", "标记地址乙弄九号"
NOTE, REASON, COMMENT, PURPOSE = "标记说明丙", "标记理由丁", "标记留言戊", "标记用途己"
SEARCHED, FILE, EXTERNAL, PASSWORD = "标记搜索庚", "标记文件辛", "MARK-7788-YY", "Marked-Password-9"
CASES = "/api/v1/cases/"
MARKS = (NAME, PHONE, DESCRIPTION, ADDRESS, NOTE, REASON, COMMENT, PURPOSE, SEARCHED, FILE, EXTERNAL, PASSWORD)


def marked(**rest: Any) -> dict[str, Any]:
    said = {
        "description": DESCRIPTION, "address": ADDRESS, "reporter": {"name": NAME, "phone": PHONE},
        "external_number": EXTERNAL,
    }  # fmt: skip
    return report(**said | rest)


@contextmanager
def never_in_state(state: str) -> Iterator[None]:
    """PostgreSQL refuses the row, and tells its client all that stands in it."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE cases_case ADD CONSTRAINT marked CHECK (state <> '{state}') NOT VALID")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE cases_case DROP CONSTRAINT marked")


@contextmanager
def nobody_reads_cases() -> Iterator[None]:
    """Whoever asks for cases, or writes one, runs into the limit of waiting for a lock."""
    other = connections["default"].copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE cases_case IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()
    finally:
        other.close()


def deadlock(cases: list[Case]) -> None:
    """Two sessions that write two cases in opposite order: one is ended, and the server tells their statements."""

    def write(order: list[Case]) -> None:
        with transaction.atomic():
            for case in order:
                Case.objects.filter(pk=case.pk).update(reporter_name=NAME, reporter_phone=PHONE)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.5)")

    def tried(order: list[Case]) -> bool:
        try:
            write(order)
        except OperationalError:
            return False
        return True

    assert sorted(at_once([lambda: tried(cases), lambda: tried(cases[::-1])])) == [False, True]


def repeats(site: Site, people: City) -> str:
    """Everything a device may send twice, in time and too late; the path of the case."""
    first = marked()
    assert [site.ask(people.ines, "POST", CASES, first).status for __ in range(2)] == [201, 201]
    assert site.ask(people.ines, "POST", CASES, {**first, "description": DESCRIPTION * 2}).status == 409
    assert site.ask(people.ines, "POST", CASES, marked()).status == 409  # the other system's number is taken
    path = f"{CASES}{first['id']}/"
    comment = {"id": str(uuid.uuid4()), "text": COMMENT}
    assert [site.ask(people.ines, "POST", f"{path}comments/", comment).status for __ in range(2)] == [201, 201]
    file = {"id": str(uuid.uuid4()), "file": File(b"%PDF-1.4\n%%EOF\n", name=f"{FILE}.pdf", kind="application/pdf")}
    assert {site.form(people.ines, f"{path}attachments/", **file).status for __ in range(2)} == {201}
    token = {"username": "ada", "password": PASSWORD}
    for __ in range(2):
        assert site.ask(people.ada, "POST", f"{path}unmask/", {"purpose": PURPOSE}).status in (200, 201)
        assert site.ask(None, "POST", "/api/v1/token/", token).status in (400, 401, 403)
        assert site.ask(people.ada, "GET", f"{CASES}?q={quote(SEARCHED)}").status == 200
    return path


def logs(around: Cast) -> dict[str, bytes]:
    """What each process of the run wrote."""
    server = Path(os.environ["CITYMGMT_VAR"]) / "log/postgres.log"
    files = [server, *around.log.parent.glob("*.log")]
    return {str(file): file.read_bytes() for file in files}


def forms(mark: str) -> set[bytes]:
    """The mark as a log may write it: plain, escaped, in an address."""
    return {
        mark.encode(), quote(mark).encode(), mark.encode("unicode_escape"), repr(mark.encode())[2:-1].encode(),
        ascii(mark)[1:-1].encode(),
    }  # fmt: skip


def test_no_log_has_any_of_twelve_marked_values(around: Cast) -> None:
    people = city()
    site = Site(around.web())
    path = repeats(site, people)
    case = Case.objects.get()
    other = make.reported("06010", by=people.ines, reporter_name=NAME, reporter_phone=PHONE)
    with never_in_state("dispatched"):
        around.worker(), around.clock()
        with transaction.atomic():
            make.reported("06010", by=people.ines, reporter_name=NAME, reporter_phone=PHONE, description=DESCRIPTION)
        wait_until(lambda: Message.objects.exclude(last_error="").exists(), seconds=20, what="a failure of the worker")
        assert not any(mark in message.last_error for message in Message.objects.all() for mark in MARKS)
        move = {"id": str(uuid.uuid4()), "version": case.version, "department": "roads", "note": NOTE, "reason": REASON}
        case.refresh_from_db()
        answer = site.ask(people.dora, "POST", f"{path}moves/dispatch/", move | {"version": case.version})
        assert answer.status >= 400
    Message.objects.update(due_at=timezone.now())
    wait_until(lambda: not Message.objects.exists(), seconds=20, what="the routing")
    with nobody_reads_cases():
        assert site.ask(people.ines, "POST", CASES, marked(external_number="")).status == 503
    case.refresh_from_db()
    asked = {"id": str(uuid.uuid4()), "version": case.version, "reason": REASON, "note": NOTE}
    extended = [site.ask(people.hana, "POST", f"{path}moves/request_extension/", asked).status for __ in range(2)]
    assert extended == [200, 200]
    deadlock([case, other])
    found = logs(around)
    said = b"\n".join(found.values())
    for fault in (b"duplicate key", b"violates check constraint", b"lock timeout", b"deadlock detected"):
        assert fault in said, f"the run had no {fault!r}: it proves nothing"
    assert [
        (mark, name) for mark in MARKS for name, text in found.items() if any(form in text for form in forms(mark))
    ] == []

"""What happened is sealed each day into a signed record outside of the database; fsck finds what was rewritten."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from cases.actions import (
    MoveRequest,
    anchor_of_today,
    erase_words,
    forget_person,
    make_anchor,
    perform,
    unmask_reporter,
)
from cases.actions.feed import place_all_events
from cases.models import Anchor, Case, FeedEntry, Unmasking
from cases.queries.personal import Person
from cases.topics import ANCHORED
from common import outbox
from common.anchors import prove
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.ANCHOR_DIR = tmp_path / "anchors"
    settings.ANCHOR_KEYS = ["first-key"]
    return tmp_path / "anchors"


@pytest.fixture
def closed(city: City) -> Case:
    """A closed case into whose reporter's name somebody looked."""
    case = make.dispatched("06010", by=city.ines, reporter_name="王小明", reporter_phone="13812341234")
    unmask_reporter(case=case, purpose="call_back", by=city.ada)
    proof = make.photo(city.hana)
    steps: list[tuple[MoveRequest, Any, timedelta]] = [
        (MoveRequest(move="take", version=2), city.hana, timedelta(minutes=5)),
        (MoveRequest(move="dispose", version=3, photos=(proof.pk,), note="已清理"), city.hana, timedelta(hours=2)),
        (MoveRequest(move="check", version=4, passed=True, closing_conditions=(1,)), city.sven, timedelta(hours=3)),
        (MoveRequest(move="close", version=5, note="办结"), city.sven, timedelta(hours=4)),
    ]
    for request, by, after in steps:
        case, __ = perform(case_id=case.pk, request=request, by=by, at=MONDAY + after)
    for topic in outbox.topics() * 2:
        outbox.drain(topic)
    return Case.objects.get(pk=case.pk)  # one in so many is looked at again, which is an event more


@pytest.fixture
def open_one(city: City) -> Case:
    case = make.dispatched("06010", by=city.ivan, at_cell=(2, 0), at=timezone.now())
    for topic in outbox.topics() * 2:
        outbox.drain(topic)
    return case


@pytest.fixture
def anchored(closed: Case, open_one: Case) -> Anchor:
    made = make_anchor()
    assert made is not None
    return made


def said(*files: Path) -> str:
    """What `fsck --anchors` prints, whether it finds something or not."""
    make.files()
    out = StringIO()
    try:
        call_command("fsck", anchors=list(files), stdout=out)
    except CommandError:
        assert "WRONG" in out.getvalue()
    return out.getvalue()


def wrong(*files: Path) -> dict[str, str]:
    """The checks that found something, with the first example of each."""
    lines = said(*files).splitlines()
    return {line.split()[1].rstrip(":"): lines[i + 1].strip(" -") for i, line in enumerate(lines) if "WRONG" in line}


@pytest.fixture
def tamper() -> Callable[..., None]:
    """What only a hand with the owner's rights can do."""

    def go(sql: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no trigger fires
            cursor.execute(sql, values or None)
            cursor.execute("SET session_replication_role = DEFAULT")

    return go


RECHAIN = """
DO $$ DECLARE one cases_caseevent; before text; BEGIN
    FOR one IN SELECT * FROM cases_caseevent ORDER BY case_id, seq LOOP
        SELECT hash INTO before FROM cases_caseevent WHERE case_id = one.case_id AND seq = one.seq - 1;
        one.prev_hash := coalesce(before, '');
        one.words_hash := CASE WHEN one.salt = '' THEN one.words_hash ELSE cases_caseevent_words(one) END;
        UPDATE cases_caseevent SET prev_hash = one.prev_hash, words_hash = one.words_hash,
               hash = encode(sha256(convert_to(cases_caseevent_text(one), 'UTF8')), 'hex') WHERE id = one.id;
    END LOOP;
END $$
"""


def test_what_is_sound_is_sound_by_its_anchors(anchored: Anchor) -> None:
    assert (anchored.cases, anchored.closed, anchored.looks) == (2, 1, 1)
    assert "WRONG" not in said()


def test_another_author_with_the_chain_made_anew_is_found(anchored: Anchor, closed: Case, tamper: Any) -> None:
    tamper("UPDATE cases_caseevent SET by_id = NULL WHERE case_id = %s AND seq = 1", closed.pk)
    tamper(RECHAIN)
    assert wrong() == {"anchored_events": f"{closed.number} #1-{closed.seq}"}


def test_another_author_alone_is_named_by_its_event(anchored: Anchor, closed: Case, tamper: Any) -> None:
    tamper("UPDATE cases_caseevent SET by_id = NULL WHERE case_id = %s AND seq = 3", closed.pk)
    assert wrong() == {"chain": f"{closed.number} #3"}


def test_another_note_of_the_last_event_with_its_seal_made_anew_is_found(city: City, closed: Case, tamper: Any) -> None:
    make_anchor()
    again = MoveRequest("reopen", version=6, reason="又有了")
    perform(case_id=closed.pk, request=again, by=city.sven, at=timezone.now())
    make_anchor()
    tamper("UPDATE cases_caseevent SET note = 'x' WHERE case_id = %s AND move = 'reopen'", closed.pk)
    tamper(RECHAIN)
    assert wrong() == {"anchored_events": f"{closed.number} #{closed.seq + 1}"}


def test_a_closed_case_that_was_deleted_is_named(anchored: Anchor, closed: Case, tamper: Any) -> None:
    rows = {"cases_feedentry": "case_id", "cases_feedarrival": "case_id", "cases_unmasking": "case_id",
            "inspections_visit": "case_id", "cases_caseevent": "case_id", "cases_case": "id"}  # fmt: skip
    tamper("DELETE FROM inspections_visitevent WHERE visit_id IN (SELECT id FROM inspections_visit WHERE case_id = %s)",
           closed.pk)  # fmt: skip
    tamper("UPDATE evidence_photo SET subject_kind = '', subject_key = '' WHERE subject_key = %s", str(closed.pk))
    tamper("DELETE FROM notices_notice")
    for table, column in rows.items():
        tamper(f"DELETE FROM {table} WHERE {column} = %s", closed.pk)
    found = wrong()
    assert found["anchored_cases"] == f"{closed.number} closed"
    assert set(found) == {"anchored_cases", "anchored_looks"}


@pytest.mark.parametrize("place", ["of another event", "before the first"])
def test_an_event_that_was_put_behind_the_anchors_is_found(
    anchored: Anchor, city: City, closed: Case, tamper: Any, place: str
) -> None:
    """Whoever may write rows appends a sound event to an old case, and gives it a place that was anchored long ago: no
    record to come would seal it, and it could be rewritten for ever after."""
    again = MoveRequest("reopen", version=6, reason="又有了")
    perform(case_id=closed.pk, request=again, by=city.sven, at=timezone.now())
    place_all_events()
    new, old = (
        FeedEntry.objects.filter(case=closed).order_by(order)[0].position for order in ("-position", "position")
    )
    if place == "before the first":
        tamper("UPDATE cases_feedentry SET position = -1 WHERE position = %s", new)
    else:
        for now, then in ((new, -1), (old, new), (-1, old)):
            tamper("UPDATE cases_feedentry SET position = %s WHERE position = %s", then, now)
    make_anchor()
    assert wrong() == {"anchored_places": f"{closed.number} #{closed.seq + 1}"}


def test_looks_that_were_emptied_are_named(anchored: Anchor, closed: Case) -> None:
    look = Unmasking.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL citymgmt.allow_truncate = 'yes'; SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE cases_unmasking")
    assert wrong() == {"anchored_looks": f"{closed.number} {look.pk}"}


def test_a_look_put_down_to_another_is_named(anchored: Anchor, city: City, closed: Case, tamper: Any) -> None:
    tamper("UPDATE cases_unmasking SET user_id = %s", city.sven.pk)
    assert wrong() == {"anchored_looks": f"{closed.number} {Unmasking.objects.get().pk}"}


@pytest.mark.parametrize(
    ("change", "check"),
    [("due_at = due_at + interval '1 day'", "due"), ("due_at = NULL", "due"), ("limit_text = '9 work_day'", "due"),
     ("description = 'x'", "described")],
)  # fmt: skip
def test_a_due_time_or_a_description_changed_without_an_event_is_found(
    anchored: Anchor, open_one: Case, tamper: Any, change: str, check: str
) -> None:
    tamper(f"UPDATE cases_case SET {change}, next_chase_at = NULL WHERE id = %s", open_one.pk)
    assert wrong()[check] == open_one.number


def test_erased_words_prove_all_the_same(anchored: Anchor, city: City, closed: Case) -> None:
    erase_words(case_id=closed.pk, reason="要求删除", by=city.abel)
    make_anchor()
    assert "WRONG" not in said()


def test_a_forgotten_person_breaks_no_anchor(anchored: Anchor, city: City, closed: Case) -> None:
    person = Person(name="王小明", phone="13812341234")
    assert forget_person(person=person, cases=[closed.pk], reason="本人书面申请", by=city.abel) == 1
    make_anchor()
    assert "WRONG" not in said()


def test_each_record_holds_what_happened_since_the_one_before(
    folder: Path, city: City, anchored: Anchor, open_one: Case
) -> None:
    second = make_anchor()
    assert second is not None
    assert second.events == 0
    perform(case_id=open_one.pk, request=MoveRequest("take", version=2), by=city.hana, at=timezone.now())
    third = make_anchor()
    assert third is not None
    assert (third.number, third.cases, third.events) == (3, 1, 1)
    lines = gzip.decompress((folder / third.name).read_bytes()).decode().splitlines()
    assert lines[2].split("\t")[:2] == ["case", open_one.number]
    assert "WRONG" not in said()


def test_it_asks_as_many_statements_however_much_the_city_holds(city: City, anchored: Anchor) -> None:
    with CaptureQueriesContext(connection) as few:
        make_anchor()
    for __ in range(5):
        make.dispatched("06010", by=city.ines)
    with CaptureQueriesContext(connection) as many:
        make_anchor()
    assert len(many) <= len(few) + 6  # its places in the feed are given first


def test_the_clock_makes_one_a_day(city: City) -> None:
    first = anchor_of_today(at=MONDAY)
    assert first is not None
    assert anchor_of_today(at=MONDAY + timedelta(hours=10)) is None
    assert anchor_of_today(at=MONDAY + timedelta(hours=15)) is not None  # midnight of the city is over


def test_the_command_makes_one_and_says_its_name(city: City) -> None:
    out = StringIO()
    call_command("anchor", stdout=out)
    assert out.getvalue().split() == [Anchor.objects.get().name, Anchor.objects.get().digest]


def test_a_folder_that_can_not_be_written_is_said_and_leaves_nothing(city: City, settings: LazySettings) -> None:
    settings.ANCHOR_DIR = Path("/dev/null/anchors")
    with pytest.raises(CommandError, match="can't be written"), transaction.atomic():
        call_command("anchor")
    assert not Anchor.objects.exists()


# --- the files -------------------------------------------------------------------------------------------------------


def rewrite(path: Path, old: bytes, new: bytes) -> None:
    text = gzip.decompress(path.read_bytes())
    assert old in text
    path.chmod(0o600)
    path.write_bytes(gzip.compress(text.replace(old, new)))


def test_a_record_that_was_changed_is_named(folder: Path, anchored: Anchor, closed: Case) -> None:
    rewrite(folder / anchored.name, closed.number.encode(), b"20200101-000001")
    assert wrong()["anchor_files"].startswith(f"{anchored.name}: ")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_a_record_that_broke_off_is_named(folder: Path, anchored: Anchor, share: float) -> None:
    path = folder / anchored.name
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "anchor_files" in wrong()


def test_a_record_taken_out_of_the_row_is_named(folder: Path, anchored: Anchor) -> None:
    second, third = make_anchor(), make_anchor()
    assert second is not None
    assert third is not None
    (folder / second.name).unlink()
    assert wrong() == {"anchor_chain": "2 is missing"}
    (folder / third.name).unlink()
    assert wrong() == {"anchor_chain": "3 is missing"}
    assert "WRONG" not in said(folder / anchored.name)  # who gives one asks for that one


def test_a_database_put_back_to_an_earlier_day_is_named(folder: Path, anchored: Anchor, tamper: Any) -> None:
    tamper("DELETE FROM cases_anchor")
    assert wrong() == {"anchor_chain": "1 is not in the database"}


def test_another_record_in_the_place_of_one_is_named(folder: Path, anchored: Anchor, tamper: Any) -> None:
    kept = (folder / anchored.name).read_bytes()
    (folder / anchored.name).unlink()
    tamper("DELETE FROM cases_anchor")
    again = make_anchor(at=timezone.now() + timedelta(minutes=1))
    assert again is not None
    (folder / again.name).unlink()
    (folder / "anchor-the-auditors.txt.gz").write_bytes(kept)
    assert wrong() == {"anchor_chain": "1 is not the one that the database knows"}


def test_a_new_key_signs_and_the_old_one_proves(folder: Path, anchored: Anchor, settings: LazySettings) -> None:
    settings.ANCHOR_KEYS = ["second-key", "first-key"]
    make_anchor()
    assert "WRONG" not in said()
    settings.ANCHOR_KEYS = ["second-key"]
    assert "not among ANCHOR_KEYS" in wrong()["anchor_files"]


def test_the_list_of_them_can_not_be_shortened(anchored: Anchor) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Anchor.objects.all().delete()


# --- who keeps them --------------------------------------------------------------------------------------------------


def test_the_auditor_takes_it_and_the_home_says_so(
    folder: Path, city: City, anchored: Anchor, signed_in: SignedIn
) -> None:
    browser = signed_in(city.arno)
    assert "nobody has taken one yet" in browser.get("/today/").content.decode()
    answer = browser.post(f"/anchors/{anchored.number}/take/")
    assert answer.getvalue() == (folder / anchored.name).read_bytes()
    assert anchored.name in answer.headers["Content-Disposition"]
    anchored.refresh_from_db()
    assert anchored.taken_by == city.arno
    assert "number 1 was taken by Arno" in browser.get("/today/").content.decode()
    assert "Arno" in browser.get("/anchors/").content.decode()


def test_who_took_it_first_stays(city: City, anchored: Anchor, signed_in: SignedIn) -> None:
    other = make.user("second-auditor", Role.AUDITOR)
    for user in (city.arno, other):
        assert signed_in(user).post(f"/anchors/{anchored.number}/take/").getvalue()
    anchored.refresh_from_db()
    assert anchored.taken_by == city.arno


def test_a_record_whose_file_is_elsewhere_is_not_taken(
    folder: Path, city: City, anchored: Anchor, signed_in: SignedIn
) -> None:
    (folder / anchored.name).unlink()
    assert signed_in(city.arno).post(f"/anchors/{anchored.number}/take/").status_code == 404
    anchored.refresh_from_db()
    assert anchored.taken_by is None


def test_the_home_of_an_auditor_says_that_none_was_made(city: City, signed_in: SignedIn) -> None:
    assert "None was made." in signed_in(city.arno).get("/today/").content.decode()


def test_it_is_mailed_to_the_auditor(city: City, closed: Case, settings: LazySettings, signed_in: SignedIn) -> None:
    settings.ANCHOR_MAIL = ["audit@example.org"]
    made = make_anchor()
    assert made is not None
    outbox.drain(ANCHORED)
    [message] = mail.outbox
    assert message.to == ["audit@example.org"]
    assert made.digest in message.body
    [(name, content, __)] = message.attachments
    path = Path(settings.ANCHOR_DIR) / "again.txt.gz"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert prove(path).digest == made.digest
    assert name == made.name
    assert "audit@example.org" in signed_in(city.arno).get("/today/").content.decode()

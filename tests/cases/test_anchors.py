"""What happened is sealed each day into a signed record outside of the database; fsck finds what was rewritten."""

import gzip
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import (
    MoveRequest,
    anchor_of_today,
    erase_words,
    forget_person,
    make_anchor,
    perform,
)
from cases.actions.feed import place_all_events
from cases.models import Anchor, Case, FeedEntry, Unmasking
from cases.queries.personal import Person
from tests import factories as make
from tests.cases.anchoring import anchored, closed, folder, open_one, said, tamper, wrong
from tests.cast import City
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["anchored", "closed", "folder", "open_one", "tamper"]


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
    assert set(found) - {"anchored_visits"} == {"anchored_cases", "anchored_looks"}  # a visit by chance


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

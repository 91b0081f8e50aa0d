"""The border around foreign readers: whatever happens in the child, who asked gets an answer or a reason, in time."""

import time

import pytest

from common.child import TooMuchError, UnreadableError, ask

READER = "tests.readers"


def test_what_the_reader_prints_is_the_answer() -> None:
    assert ask(READER, "turn", given=b"abc", patience=20) == b"cba"


@pytest.mark.parametrize("what", ["raise", "fall"])
def test_whatever_a_library_does_over_a_file_is_the_files_fault(what: str) -> None:
    with pytest.raises(UnreadableError) as no:
        ask(READER, what, patience=20)
    assert not isinstance(no.value, TooMuchError)


def test_the_reason_is_there_for_the_log() -> None:
    with pytest.raises(UnreadableError, match="RuntimeError: an odd file"):
        ask(READER, "raise", patience=20)


@pytest.mark.parametrize("what", ["grow", "spin"])
def test_who_takes_too_much_memory_or_time_is_ended(what: str) -> None:
    with pytest.raises(TooMuchError):
        ask(READER, what, patience=20)


def test_nobody_waits_for_longer_than_they_said() -> None:
    begun = time.monotonic()
    with pytest.raises(TooMuchError):
        ask(READER, "spin", patience=0.3)
    assert time.monotonic() - begun < 5


def test_a_fault_of_ours_is_none_of_the_file() -> None:
    with pytest.raises(RuntimeError, match="no space left"):
        ask(READER, "full", patience=20)


def test_the_readers_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")
    assert b"SECRET_KEY" not in ask(READER, "environment", patience=20)

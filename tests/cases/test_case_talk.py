"""Comments and attachments on the page of a case."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions import add_comment
from cases.models import Case, Comment
from evidence.models import Attachment
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


def test_a_comment_is_read_on_the_page(city: City, case: Case, signed_in: SignedIn) -> None:
    answer = signed_in(city.hana).post(f"/cases/{case.number}/comments/", {"id": uuid.uuid4(), "text": "<b>明早</b>"})
    assert answer.headers["Location"] == case.get_absolute_url()
    page = signed_in(city.sven).get(case.get_absolute_url()).content.decode()
    assert "&lt;b&gt;明早&lt;/b&gt;" in page


def test_an_empty_one_is_refused_at_its_place(city: City, case: Case, signed_in: SignedIn) -> None:
    answer = signed_in(city.hana, htmx=True).post(
        f"/cases/{case.number}/comments/", {"id": uuid.uuid4(), "text": " \n"}
    )
    assert answer.status_code == 422
    assert 'id="case-comments"' in answer.content.decode()


def test_who_reads_only_has_no_form(city: City, case: Case, signed_in: SignedIn) -> None:
    page = signed_in(city.arno).get(case.get_absolute_url()).content.decode()
    assert "data-mentions" not in page
    assert "multipart/form-data" not in page


def test_the_list_refreshes_itself_only_when_something_was_said(city: City, case: Case, signed_in: SignedIn) -> None:
    sven = signed_in(city.sven, htmx=True)
    address = f"/cases/{case.number}/comments/?seen="
    assert sven.get(f"{address}0.0").status_code == 204
    add_comment(case=case, id=uuid.uuid4(), text="到了", by=city.hana)
    assert "到了" in sven.get(f"{address}0.0").content.decode()
    assert sven.get(f"{address}1.0").status_code == 204


def test_withdrawn_it_says_so(city: City, case: Case, signed_in: SignedIn) -> None:
    comment, __ = add_comment(case=case, id=uuid.uuid4(), text="说错了", by=city.hana)
    assert signed_in(city.sven).post(f"/cases/{case.number}/comments/{comment.pk}/withdraw/").status_code == 403
    signed_in(city.hana).post(f"/cases/{case.number}/comments/{comment.pk}/withdraw/")
    page = signed_in(city.sven).get(case.get_absolute_url()).content.decode()
    assert "withdrawn" in page
    assert "说错了" not in page


def test_the_picker_names_who_may_see_the_case(city: City, case: Case, signed_in: SignedIn) -> None:
    sven = signed_in(city.sven, htmx=True)
    assert 'data-mention="hana"' in sven.get(f"/cases/{case.number}/people/?q=ha").content.decode()
    assert "omar" not in sven.get(f"/cases/{case.number}/people/?q=om").content.decode()
    assert signed_in(city.omar).get(f"/cases/{case.number}/people/?q=ha").status_code == 404


def test_a_file_is_attached_and_handed_out(
    city: City, case: Case, signed_in: SignedIn, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("整改方案.pdf", b"%PDF-1.7 ...")
    signed_in(city.hana).post(f"/cases/{case.number}/attachments/", {"id": uuid.uuid4(), "file": file})
    page = signed_in(city.sven).get(case.get_absolute_url()).content.decode()
    assert "整改方案.pdf" in page
    assert Attachment.objects.get().get_absolute_url() in page


def test_a_file_that_is_no_document_is_refused_with_a_sentence(city: City, case: Case, signed_in: SignedIn) -> None:
    said = {"id": uuid.uuid4(), "file": SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>")}
    answer = signed_in(city.hana, htmx=True).post(f"/cases/{case.number}/attachments/", said)
    assert answer.status_code == 422
    assert "Send a PDF" in answer.content.decode()
    assert not Comment.objects.exists()

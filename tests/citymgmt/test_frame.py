import json
import re

import pytest

from accounts.roles import Role
from citymgmt.context import degraded, import_map
from tests import factories as make


@pytest.fixture
def status(settings, tmp_path):
    """Write what the supervisor would write."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "run").mkdir()
    return (tmp_path / "run" / "status.json").write_text


def children(**states: str) -> str:
    return json.dumps({name: {"state": state, "since": "2026-03-02T10:00:00+08:00"} for name, state in states.items()})


def test_all_well_says_nothing(status):
    status(children(web="running", worker="running", beat="running"))
    assert degraded() == ""


def test_a_worker_that_is_down_is_said_in_words_for_people(status, client, db):
    status(children(web="running", worker="down"))
    client.force_login(make.user("ada", Role.ACCEPTOR))
    assert "消息和提醒有延迟" in client.get("/password/").text


def test_a_broken_status_file_breaks_no_page(status):
    for text in ("", "{", "[]", '{"worker": 1}', '{"worker": {}}'):
        status(text)
        assert degraded() == ""


def test_no_supervisor_says_nothing(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert degraded() == ""


def test_modules_have_bare_names():
    imports = json.loads(import_map())["imports"]
    assert imports["app/http"].startswith("/static/js/app/http")
    assert imports["echarts"].startswith("/static/npm/echarts")


def test_the_import_map_is_the_only_script_in_the_page_and_carries_the_nonce(client, db):
    response = client.get("/sign-in/")
    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"]).group(1)
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", response.text)
    code = [attributes for attributes in inline if "application/json" not in attributes]
    assert code == [f' type="importmap" nonce="{nonce}"']


def test_no_page_has_inline_handlers(client, db):
    client.force_login(make.user("ada", Role.ACCEPTOR, is_staff=True))
    assert not re.findall(r"<[^>]+\son[a-z]+=", client.get("/styleguide/").text)

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from citymgmt.context import degraded, import_map
from citymgmt.navigation import FIELD_BAR, RAIL, Item
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def status(settings: Any, tmp_path: Path) -> Callable[[str], int]:
    """Write what the supervisor would write."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "run").mkdir()
    return (tmp_path / "run" / "status.json").write_text


def children(**states: str) -> str:
    return json.dumps({name: {"state": state, "since": "2026-03-02T10:00:00+08:00"} for name, state in states.items()})


def test_all_well_says_nothing(status: Callable[[str], int]) -> None:
    status(children(web="running", worker="running", beat="running"))
    assert degraded() == ""


def test_a_worker_that_is_down_is_said_in_plain_words(status: Callable[[str], int], client: Client, db: Any) -> None:
    status(children(web="running", worker="down"))
    client.force_login(make.user("ada", Role.ACCEPTOR))
    assert "消息和提醒有延迟" in client.get("/password/").text


def test_a_broken_status_file_breaks_no_page(status: Callable[[str], int]) -> None:
    for text in ("", "{", "[]", '{"worker": 1}', '{"worker": {}}'):
        status(text)
        assert degraded() == ""


def test_no_supervisor_says_nothing(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    assert degraded() == ""


def test_modules_have_bare_names() -> None:
    imports = json.loads(import_map())["imports"]
    assert imports["app/http"].startswith("/static/js/app/http")
    assert imports["echarts"].startswith("/static/npm/echarts")


def test_the_import_map_is_the_only_script_in_the_page_and_carries_the_nonce(client: Client, db: Any) -> None:
    response = client.get("/sign-in/")
    [nonce] = re.findall(r"'nonce-([^']+)'", response["Content-Security-Policy"])
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", response.text)
    code = [attributes for attributes in inline if "application/json" not in attributes]
    assert code == [f' type="importmap" nonce="{nonce}"']


def test_no_page_has_inline_handlers(client: Client, db: Any) -> None:
    client.force_login(make.user("ada", Role.ACCEPTOR, is_staff=True))
    assert not re.findall(r"<[^>]+\son[a-z]+=", client.get("/styleguide/").text)


def test_who_walks_the_street_finds_the_way_back_from_a_desk_page(client: Client, db: Any) -> None:
    client.force_login(make.user("ines", Role.INSPECTOR))
    page = " ".join(client.get("/inbox/").text.split())
    assert all(f'class="rail-item" href="{address}"' in page for address in ("/today/", "/field/tasks/"))


@pytest.mark.parametrize("item", [*RAIL, *FIELD_BAR], ids=lambda item: item.url)
def test_every_entry_of_the_rail_opens_for_each_role_it_is_shown_to(client: Client, db: Any, item: Item) -> None:
    for role in sorted(item.roles - {Role.INTEGRATION}):
        client.force_login(make.user(f"a-{role}", role))
        assert client.get(reverse(item.url), follow=True).status_code == 200, role


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("/setup/", "registry:setup"), ("/city/units/", "registry:setup"), ("/city/units/add/", "registry:setup"),
        ("/notices/channels/", "registry:setup"), ("/erased-words/", "registry:setup"),
        ("/city/changes/", "registry:changes"), ("/routing/", "cases:routing"),
    ],
)  # fmt: skip
def test_the_rail_says_where_we_are(client: Client, address: str, here: str) -> None:
    client.force_login(make.user("abel", Role.ADMINISTRATOR))
    rail = client.get(address).context["navigation"]()
    assert [entry.item.url for entry in rail if entry.current] == [here]

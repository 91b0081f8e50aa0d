from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import LazySettings

from tests import factories as make
from tests.api.bodies import image, post_photo
from tests.backups.elsewhere import Elsewhere, drain
from tests.cast import City
from tests.cast import city as make_city
from tests.clients import api_client
from tests.services import database_url


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ANCHOR_DIR = tmp_path / "media/anchors"
    settings.API_PER_MINUTE = 10_000
    return tmp_path / "media"


@pytest.fixture
def people(media: Path) -> City:
    """A small city with a case, its photo and a file."""
    city = make_city()
    case = make.dispatched("06010", by=city.ines)
    make.attachment(city.hana, of=case.subject, sha256=sha256(b"x").hexdigest())
    assert post_photo(api_client(city.ines), image()).status_code == 201
    drain()
    make.files()
    return city


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    url = database_url()
    name = f"{urlsplit(url).path.lstrip('/')}_restored"
    with closing(psycopg2.connect(url)) as server, closing(server.cursor()) as cursor:
        server.autocommit = True
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Elsewhere(urlunsplit(urlsplit(url)._replace(path=f"/{name}")), tmp_path / "elsewhere")
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

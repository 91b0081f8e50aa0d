"""The front-end packages: single files of node_modules under static names of our own."""

import json
import re
from pathlib import Path
from time import process_time

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import override_settings

from citymgmt.npm import FILES, AppFinder, NpmFinder, PackageStorage, StaticStorage

ICONS = "npm/tabler-icons.min.css"


@pytest.fixture
def collected(tmp_path: Path) -> StaticStorage:
    """The icons' style sheet and fonts, and a script with a source map, as `collectstatic` leaves them."""
    storage = StaticStorage(location=tmp_path)
    source = NpmFinder().storage
    names = [name for name in FILES if "tabler-icons" in name]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    storage.save("app.js", ContentFile(b"export const a = 1\n//# sourceMappingURL=app.js.map\n"))
    problems = [done for *_, done in storage.post_process({name: (storage, name) for name in [*names, "app.js"]})]
    assert not [problem for problem in problems if isinstance(problem, Exception)]
    return storage


@pytest.mark.parametrize("name", FILES)
def test_each_package_file_is_found(name: str) -> None:
    assert Path(str(finders.find(name))).is_file()


def test_other_files_of_packages_are_not_served() -> None:
    assert finders.find("npm/package.json") is None
    assert finders.find("@tabler/core/package.json") is None


def test_every_package_served_is_named_in_package_json() -> None:
    named = json.loads((Path(__file__).parent.parent / "package.json").read_text())["dependencies"]
    assert {re.match(r"(@[^/]+/)?[^/]+", file).group() for file in FILES.values()} == set(named)  # type: ignore[union-attr]


NAMED = re.compile(r"""{% static ['"]([^'"]+)['"]""")


def test_every_file_that_a_template_names_is_collected() -> None:
    templates = (Path(__file__).parent.parent / "templates").rglob("*.html")
    named = {name for template in templates for name in NAMED.findall(template.read_text(encoding="utf-8"))}
    named |= {f"drf_spectacular_sidecar/swagger-ui-dist/swagger-ui{end}" for end in (".css", "-bundle.js")}
    listed = {name for finder in finders.get_finders() for name, _ in finder.list([])}
    assert len(named) > 30
    assert named <= listed


def test_what_packages_bring_along_and_no_page_names_is_not_collected() -> None:
    listed = {name for name, _ in AppFinder().list([])}
    assert not {name for name in listed if name.endswith(".map") or "redoc" in name or "rest_framework" in name}


def test_the_check_is_silent_when_all_are_there() -> None:
    assert NpmFinder().check() == []


def test_the_check_names_what_is_missing_and_what_to_run(tmp_path: Path) -> None:
    finder = NpmFinder()
    finder.root = tmp_path
    [error] = finder.check()
    assert "idb/build/index.js" in error.msg
    assert error.hint == "Run: npm ci"


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    finder = NpmFinder()
    finder.root = tmp_path
    assert finder.find("npm/idb.js") == []


def test_package_files_are_listed_unless_left_out() -> None:
    assert {name for name, _ in NpmFinder().list(["*.css"])} == {name for name in FILES if not name.endswith(".css")}


def test_packages_are_only_read(tmp_path: Path) -> None:
    assert PackageStorage(location=tmp_path).path("npm/idb.js") == str(tmp_path / "idb/build/index.js")


def test_the_icons_find_their_fonts_under_hashed_names(collected: StaticStorage) -> None:
    sheet = Path(collected.path(collected.stored_name(ICONS))).read_text()
    fonts = re.findall(r'url\("(?:\./)?(fonts/[^"?#]+)', sheet)
    assert len(fonts) == 3
    assert all((Path(collected.path("npm")) / font).exists() for font in fonts)


def test_all_files_are_collected_in_seconds(tmp_path: Path) -> None:
    """2 s of processor time. With Brotli copies, which nobody asks for over plain HTTP, a first start took minutes."""
    began = process_time()
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert process_time() - began < 20
    assert (tmp_path / "staticfiles.json").exists()


def test_source_maps_that_are_not_served_stop_nothing(collected: StaticStorage) -> None:
    assert re.fullmatch(r"app\.[0-9a-f]{12}\.js", collected.stored_name("app.js"))


def test_a_name_outside_the_manifest_is_refused(collected: StaticStorage) -> None:
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        collected.stored_name("css/forgotten.css")


def test_names_stay_plain_before_the_first_collection() -> None:
    assert staticfiles_storage.url("css/anything.css") == "/static/css/anything.css"

"""What the repository promises about itself: locks, compose file, image, and the list of settings."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from devstack.services import POSTGRES_MAJOR

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
SETTING = re.compile(r"""\b(?:text|words|boolean|integer|mail_addresses|environ\.get)\(\s*["']([A-Z_]+)["']""")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
    return loaded


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout, or no git")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def settings_read() -> set[str]:
    source = read("citymgmt/settings.py") + read("citymgmt/environment.py")
    return set(SETTING.findall(source))


def example() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z_]+)=", read(".env.example"), re.MULTILINE))


def asked_by_compose() -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", read("docker-compose.yml")))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_python_locks_are_hashed_and_hold_no_addresses(lock: Path) -> None:
    words = lock.read_text()
    assert "://" not in words
    assert "--index-url" not in words
    assert words.count("==") == len(re.findall(r"== ?[^\n]+\\\n +--hash=sha256:", words)) > 0


def test_the_front_end_lock_holds_no_addresses() -> None:
    words = read("package-lock.json")
    assert '"resolved"' not in words
    packages = json.loads(words)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_no_tracked_file_names_a_folder_of_one_machine() -> None:
    machine = re.compile(rb"(?<![\w.$}>*-])/(?:work|root|farm)/")
    found = [path.relative_to(ROOT).as_posix() for path in tracked() if machine.search(path.read_bytes())]
    assert [name for name in found if name != "tests/test_repository.py"] == []


def test_the_example_lists_every_setting_and_nothing_else() -> None:
    assert example() == settings_read() | {"POSTGRES_PASSWORD"}


def test_the_example_gives_no_secret() -> None:
    assert re.findall(r"^(?:SECRET_KEY|\w*PASSWORD)=(.+)$", read(".env.example"), re.MULTILINE) == []


def test_compose_asks_only_for_what_the_example_names_and_gives_no_default() -> None:
    assert asked_by_compose() <= example()
    assert re.findall(r"\$\{[A-Z_]+:?-", read("docker-compose.yml")) == []


def test_what_is_copied_for_compose_says_that_its_proxy_stands_before_the_web(compose: dict[str, Any]) -> None:
    """Else cookies go without `Secure`, and all people have the proxy's address, which one stranger can use up."""
    assert "443:443" in compose["services"]["proxy"]["ports"]
    assert compose["services"]["web"]["env_file"] == ".env"
    assert {"HTTPS=1", "BEHIND_PROXY=1"} <= set(read(".env.example").splitlines())


def test_compose_sets_only_settings_that_are_read(compose: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker", "photos", "clock"):
        assert set(compose["services"][name]["environment"]) <= settings_read() | {"POSTGRES_PASSWORD"}


def test_compose_gives_the_owner_of_the_tables_to_nobody_but_the_migration(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "photos", "clock"):
        given = compose["services"][name].get("environment", {})
        assert given["DATABASE_URL"].startswith("postgres://citymgmt_app:${DATABASE_APP_PASSWORD")
        assert given["POSTGRES_PASSWORD"] == ""  # .env has it, and all of .env goes to each of them
    assert "//citymgmt:${POSTGRES_PASSWORD" in compose["services"]["migrate"]["environment"]["DATABASE_URL"]


def test_compose_names_only_services_and_volumes_that_it_has(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])
        mounted = {mount.split(":")[0] for mount in service.get("volumes", [])} - {"./tls"}
        assert mounted <= set(compose["volumes"])
    for host in re.findall(r"://(?:[^@\s/]*@)?([a-z]+):\d", read("docker-compose.yml").split("services:")[0]):
        assert host in compose["services"]


def test_compose_and_the_private_cluster_run_the_same_postgresql(compose: dict[str, Any]) -> None:
    assert compose["services"]["database"]["image"].split(":")[1].split("-")[0] == POSTGRES_MAJOR


def test_compose_starts_modules_and_programs_that_exist(compose: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker", "photos", "clock"):
        command = compose["services"][name]["command"]
        if command[:2] == ["python", "-m"]:
            assert (ROOT / command[2].replace(".", "/")).with_suffix(".py").exists()
        elif command[0] == "python":
            assert (ROOT / command[1]).exists()
        else:
            assert f"{command[0]}==" in read("requirements/run.txt")


def test_compose_is_valid_by_its_schema() -> None:
    program = str(Path(sys.executable).with_name("check-jsonschema"))
    command = [program, "--builtin-schema", "vendor.compose-spec", str(ROOT / "docker-compose.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_image_holds_every_house() -> None:
    taken = set(re.findall(r"^!([\w/.-]+)$", read(".dockerignore"), re.MULTILINE))
    assert {*settings.HOUSES, "citymgmt", "manage.py", "templates", "static", "locale"} <= taken


def test_the_image_holds_no_play_city() -> None:
    taken = set(re.findall(r"^!([\w/.-]+)$", read(".dockerignore"), re.MULTILINE))
    assert not {*settings.PLAY} & taken


def test_no_tracked_file_holds_the_marks_of_a_merge() -> None:
    marks = re.compile(rb"^(?:<{7} |>{7} )", re.MULTILINE)
    assert [path.name for path in tracked() if marks.search(path.read_bytes())] == []

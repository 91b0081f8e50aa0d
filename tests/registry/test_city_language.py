"""A city has a language: of the page to sign in, and of people whose language nobody has said."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from departments.registers.people import PEOPLE, PersonData
from registry.actions import RefusedFolderError, load_city
from registry.queries import city_language
from registry.registers import CITY_SETTINGS, SettingData
from tests import folders
from tests.cast import City

pytestmark = pytest.mark.django_db
NEW = "username,name,role,language\nnew,New,inspector,\n"


def loaded(path: Path, language: str = "en", people: str = NEW) -> None:
    path.mkdir(exist_ok=True)
    (path / "city.toml").write_text(f'name = "Town"\nlanguage = "{language}"\n', encoding="utf-8")
    (path / "people.csv").write_text(people, encoding="utf-8")
    load_city(path=path)


def sign_in_page(client: Client, **headers: str) -> str:
    return client.get("/sign-in/", headers=headers).content.decode()


def test_new_people_speak_it_from_the_same_folder_on(tmp_path: Path) -> None:
    loaded(tmp_path)
    assert User.objects.get(username="new").language == "en"


def test_whoever_has_chosen_keeps_their_language(tmp_path: Path, city: City) -> None:
    city.ines.language = "zh-hans"
    city.ines.save()
    row = f"{city.ines.username},Ines,inspector,\n"
    loaded(tmp_path, people="username,name,role,language\n" + row)
    assert User.objects.get(pk=city.ines.pk).language == "zh-hans"


def test_a_file_of_people_may_say_the_language_of_each(tmp_path: Path) -> None:
    loaded(tmp_path, people="username,name,role,language\na,A,inspector,zh-hans\nb,B,inspector,en\n")
    assert dict(User.objects.values_list("username", "language")) == {"a": "zh-hans", "b": "en"}


def test_who_is_entered_on_the_page_speaks_it_too(abel: Client, city: City) -> None:
    CITY_SETTINGS.save(key="language", data=SettingData("en"), by=city.abel)
    PEOPLE.save(key="nora", data=PersonData("Nora", "auditor"), by=city.abel)
    assert User.objects.get(username="nora").language == "en"


def test_without_one_new_people_speak_chinese(tmp_path: Path) -> None:
    PEOPLE.save(key="nora", data=PersonData("Nora", "auditor"), by=None)
    assert User.objects.get(username="nora").language == settings.LANGUAGE_CODE


@pytest.mark.parametrize(("language", "browser"), [("en", "zh-CN"), ("en", "de"), ("zh-hans", "en")])
def test_the_page_to_sign_in_speaks_it_whatever_the_browser_asks(
    tmp_path: Path, client: Client, language: str, browser: str
) -> None:
    loaded(tmp_path, language)
    marked = "zh-Hans" if language == "zh-hans" else "en"
    assert f'<html lang="{marked}"' in sign_in_page(client, accept_language=browser)


def test_a_browser_that_was_switched_keeps_its_own(tmp_path: Path, client: Client) -> None:
    loaded(tmp_path)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert '<html lang="zh-Hans"' in sign_in_page(client)


def test_a_city_that_says_none_lets_the_browser_decide(client: Client) -> None:
    assert '<html lang="en"' in sign_in_page(client, accept_language="en")
    assert '<html lang="zh-Hans"' in sign_in_page(client, accept_language="zh-CN")


def test_it_is_a_setting_that_an_administrator_changes(abel: Client) -> None:
    page = abel.get("/city/settings/").content.decode()
    assert 'name="language"' in page
    abel.post("/city/settings/", {"language": "en"})
    assert city_language() == "en"


def test_it_is_exported_and_read_again(tmp_path: Path) -> None:
    loaded(tmp_path / "one")
    (tmp_path / "two").mkdir()
    call_command("export_city", tmp_path / "two")
    assert 'language = "en"' in (tmp_path / "two" / "city.toml").read_text(encoding="utf-8")
    assert "language" in (tmp_path / "two" / "people.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    CITY_SETTINGS.save(key="language", data=None, by=None)
    load_city(path=tmp_path / "two")
    assert city_language() == "en"


def test_a_complete_file_of_settings_that_does_not_list_it_leaves_it(tmp_path: Path) -> None:
    loaded(tmp_path)
    (tmp_path / "settings.csv").write_text("name,value\nextension_most,3\n", encoding="utf-8")
    with (tmp_path / "city.toml").open("a", encoding="utf-8") as city:
        city.write('complete = ["settings"]\n')
    load_city(path=tmp_path)
    assert city_language() == "en"


def test_a_language_that_is_none_is_refused(tmp_path: Path) -> None:
    path = folders.write(tmp_path, city_toml='name = "x"\nlanguage = "de"\n')
    with pytest.raises(RefusedFolderError) as refused:
        load_city(path=path)
    assert any(line.startswith("city.toml:language: ") for line in refused.value.problems.sentences())

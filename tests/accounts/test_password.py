from typing import Any

from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests import factories as make

OLD, NEW = "the first long one", "the second long one"


def person() -> User:
    user = make.user("ada", Role.ACCEPTOR)
    user.set_password(OLD)
    user.save()
    return user


def change(client: Client, old: str = OLD, new: str = NEW) -> Any:
    return client.post("/password/", {"old_password": old, "new_password1": new, "new_password2": new})


def test_it_changes_the_password_and_stays_signed_in(client: Client, db: Any) -> None:
    user = person()
    client.force_login(user)
    assert change(client).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get("/password/").status_code == 200


def test_every_other_session_ends(client: Client, db: Any) -> None:
    user, other = person(), Client()
    client.force_login(user)
    other.force_login(user)
    change(client)
    assert other.get("/password/").status_code == 302


def test_the_old_password_must_be_right(client: Client, db: Any) -> None:
    user = person()
    client.force_login(user)
    assert change(client, old="wrong").status_code == 422
    user.refresh_from_db()
    assert user.check_password(OLD)


def test_the_old_password_is_not_guessed_at_an_open_browser(client: Client, db: Any, settings: Any) -> None:
    settings.ADDRESS_FAILURES = 3
    client.force_login(person())
    assert [change(client, old=f"wrong {n}").status_code for n in range(4)] == [422, 422, 422, 429]
    assert User.objects.get().check_password(OLD)


def test_a_short_password_is_refused(client: Client, db: Any) -> None:
    client.force_login(person())
    assert change(client, new="short").status_code == 422

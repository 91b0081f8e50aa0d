"""Who works here. People are switched off, never deleted: history names them. Nobody's password is known to another."""

from dataclasses import dataclass

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from common.refusals import Conflict, Forbidden, Missing, Refused
from registry.registers import RowRegister, administrator, record

INVITED = "invitation"


@dataclass(frozen=True)
class PersonData:
    name: str
    role: str
    phone: str = ""
    email: str = ""
    active: bool = True


class People(RowRegister[User, PersonData]):
    """The key is the user name; it stays for ever, for files and other systems know people by it."""

    kind, title = "person", gettext_lazy("Person")
    data_class = PersonData

    def find(self, key: str) -> User | None:
        return User.objects.select_for_update().filter(username=key).first()

    def snapshot(self, row: User) -> PersonData:
        return PersonData(row.name, row.role, row.phone, row.email, row.is_active)

    def write(self, row: User | None, key: str, data: PersonData, by: User) -> User:
        _check(row, data, by)
        user = row or _new(key)
        user.name, user.phone, user.email = data.name, data.phone, data.email
        user.role, user.is_active = data.role, data.active
        user.is_staff = user.is_superuser or data.role == Role.ADMINISTRATOR
        user.save()
        return user

    def inverse(self, row: User) -> PersonData:
        return PersonData(row.name, row.role, row.phone, row.email, active=False)


person = People()


def _new(username: str) -> User:
    user = User(username=username)
    try:
        user.username_validator(username)
    except ValidationError as error:
        raise _wrong("username", " ".join(error.messages)) from error
    user.set_unusable_password()
    return user


def _check(row: User | None, data: PersonData, by: User) -> None:
    if not data.name.strip():
        raise _wrong("name", _("A person needs a name."))
    if data.role not in Role.values:
        raise _wrong("role", _("There is no such role."))
    if data.email:
        try:
            validate_email(data.email)
        except ValidationError as error:
            raise _wrong("email", " ".join(error.messages)) from error
    if row is not None:
        _check_change(row, data, by)


def _check_change(row: User, data: PersonData, by: User) -> None:
    if row.pk == by.pk and data.role != row.role:
        raise Forbidden(_("Nobody changes their own role. Another administrator can do it."))
    if row.pk == by.pk and not data.active:
        raise Forbidden(_("Nobody switches off their own account. Another administrator can do it."))
    if row.is_superuser and (data.role != row.role or not data.active):
        raise Forbidden(_("This is the operator's account; it is kept with manage.py."))


def invite(*, username: str, by: User) -> tuple[User, str, str]:
    """A link by which a person sets a password, as the two parts of its address (user and token).

    It works once and for a limited time. The old password and all open sessions end now, and so do earlier links.
    Raises Forbidden, Missing, Conflict (the account is switched off).
    """
    administrator(by)
    with transaction.atomic():
        user = User.objects.select_for_update().filter(username=username).first()
        if user is None:
            raise Missing(_("There is no such person."))
        if user.pk == by.pk:
            raise Refused(_("Change your own password on the page of your account."))
        if user.is_superuser:
            raise Forbidden(_("This is the operator's account; it is kept with manage.py."))
        if not user.is_active:
            raise Conflict(_("This account is switched off. Switch it on first."))
        user.set_unusable_password()
        user.save(update_fields=["password"])
        record(kind=INVITED, key=username, label=str(user), before=None, after={"role": user.role}, by=by)
    return user, urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def _wrong(name: str, sentence: str) -> Refused:
    return Refused(sentence, errors={name: [sentence]})

"""The people who work for the city, each with their role and the unit they work in.

They are switched off and never deleted, for history names them. The user itself is written by `accounts`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django import forms
from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.actions import save_people, sign_out
from accounts.models import User
from accounts.roles import OVERSIGHT, UNIT, Role
from common import outbox
from common.fields import CodeField
from common.plain import Plain
from common.refusals import Conflict, Forbidden, Refused
from departments.models import Department, Membership
from departments.news import gives_post
from departments.topics import PERSON_LEFT
from registry import cells
from registry.cells import Cell, Parser, Text
from registry.queries import city_language
from registry.registers import ChangeRequest, Entry, Field, Key, References, TableRegister, Trouble, wrong

UNITLESS = frozenset(OVERSIGHT | {Role.ADMINISTRATOR, Role.INTEGRATION})


def _valid(parse: Parser, validate: object) -> Parser:
    """What `parse` reads and one of Django's validators takes; the validator's sentence is the ValueError's."""
    assert callable(validate)

    def read(text: str) -> str:
        value: str = parse(text)
        try:
            if value:
                validate(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
        return value

    return read


USERNAME = Cell(
    _valid(cells.plain_key(150), UnicodeUsernameValidator()),
    formfield=partial(
        CodeField, max_length=150,
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    ),
)  # fmt: skip
LANGUAGES: Mapping[str, Text] = dict(settings.LANGUAGES)
LANGUAGE = Cell(
    lambda cell: cells.one_of(LANGUAGES, few=True)(cell) if cell else "",
    say=lambda value: str(LANGUAGES.get(value, value)), choices=LANGUAGES,
    formfield=partial(forms.ChoiceField, choices=settings.LANGUAGES),
)  # fmt: skip
EMAIL = Cell(
    _valid(cells.plain_key(254), validate_email),
    formfield=partial(CodeField, max_length=254, widget=forms.EmailInput, validators=[validate_email]),
)


@dataclass(frozen=True)
class PersonData:
    """`unit` is its code, empty for none. Without a `language` somebody keeps theirs; who is new speaks the city's."""

    name: str
    role: str
    unit: str = ""
    phone: str = ""
    email: str = ""
    active: bool = True
    language: str = ""


class People(TableRegister[User, PersonData]):
    """The key is the user name; it stays for ever, for files and other systems know people by it.

    The operator's accounts (superusers) are kept with manage.py: no file lists them, and none ends them.
    """

    kind, title, plural = "person", gettext_lazy("Person"), gettext_lazy("People")
    page, order, icon, planned_by_hand = "people", 70, "users", False
    model, data_class = User, PersonData
    key = Key(
        Field(
            "username", gettext_lazy("User name"), USERNAME, required=True,
            help=gettext_lazy("For signing in. It stays for ever."),
        )
    )  # fmt: skip
    fields = (
        Field("name", pgettext_lazy("of a person", "Name"), cells.words(60), required=True),
        Field("role", gettext_lazy("Role"), cells.one(Role), required=True),
        Field(
            "unit", pgettext_lazy("of a person", "Unit"), cells.key(40), refers="unit", empty=gettext_lazy("None"),
            help=gettext_lazy("Handlers and heads of units need one; administrators, auditors and leaders have none."),
        ),
        Field("phone", gettext_lazy("Phone"), cells.phone()),
        Field("email", gettext_lazy("E-mail"), EMAIL),
        Field(
            "active", gettext_lazy("Active"), cells.flag(True),
            help=gettext_lazy("Who is off can't sign in, and keys to the API stop working. History keeps the name."),
        ),
        Field("language", gettext_lazy("Language"), LANGUAGE, empty=gettext_lazy("As the city")),
    )  # fmt: skip
    file = "people.csv"
    may_need_second = True
    related = ("membership__department",)

    def rows(self) -> QuerySet[User]:
        return super().rows().filter(is_superuser=False)

    def having(self, keys: Collection[str]) -> QuerySet[User]:
        """The operator's accounts too, so that nobody takes their names and a request about them is refused."""
        return User.objects.select_related(*self.related).filter(username__in=keys)

    def open_rows(self, rows: QuerySet[User] | None = None) -> QuerySet[User]:
        return (self.rows() if rows is None else rows).filter(is_active=True)

    def filtered_by(self, field: Field) -> str:
        return "membership__department__code" if field.name == "unit" else super().filtered_by(field)

    def snapshot(self, row: User) -> PersonData:
        unit = _unit_of(row)
        return PersonData(
            row.name, row.role, unit.code if unit else "", row.phone, row.email, row.is_active, row.language
        )

    def inverse(self, row: User) -> PersonData:
        return replace(self.snapshot(row), active=False)

    def delete(self, row: User, by: User | None) -> None:
        raise Refused(_("People are switched off and never deleted: history names them."))

    def needs_second(self, key: str, before: Plain | None, after: Plain | None) -> bool:
        return gives_post(before or {}, after or {})

    def until_approved(self, data: PersonData) -> PersonData:
        """The account is there and switched off, so that scopes and groups of the same folder may name it."""
        return replace(data, active=False)

    def concerns(self, row: User) -> User:
        return row

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        """What belongs together: a role with a unit, or with none."""
        for each in requests:
            role = each.data.role
            if role in UNIT and each.data.active and not each.data.unit:
                yield Trouble(each, "unit", _("A person of a unit needs a unit."))
            if role in UNITLESS and each.data.unit:
                sentence = _("A person with the role “%(role)s” handles no cases and belongs to no unit.")
                yield Trouble(each, "unit", sentence % {"role": Role(role).label})

    def check(self, request: ChangeRequest, row: User | None, by: User | None) -> None:
        data: PersonData = request.data
        if row is None:
            return
        ends = data.role != row.role or not data.active
        if by is not None and row.pk == by.pk and data.role != row.role:
            raise Forbidden(_("Nobody changes their own role. Another administrator can do it."))
        if by is not None and row.pk == by.pk and not data.active:
            raise Forbidden(_("Nobody switches off their own account. Another administrator can do it."))
        if row.is_superuser and (ends or (by is not None and not by.is_superuser)):
            raise Forbidden(_("This is the operator's account; it is kept with manage.py."))

    def apply_many(self, requests: Sequence[ChangeRequest], *, by: User | None) -> list[Entry]:
        """Somebody who may sign in stays to administer the city.

        The administrators are locked first, so that of two who switch each other off at once the second is refused.
        """
        active = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
        had = list(active.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        entries = super().apply_many(_speaking(requests), by=by)
        if had and not active.exists():
            raise Conflict(_("Nobody would be left to administer the city. Make another administrator first."))
        return entries

    def fill(self, row: User, data: PersonData, references: References) -> None:
        row.name, row.role, row.is_active = data.name, data.role, data.active
        row.phone, row.email, row.language = data.phone, data.email, data.language
        unit = references["unit"].get(data.unit)
        if isinstance(unit, Department):
            if not unit.active and unit != _unit_of(row):
                raise wrong("unit", _("This unit is switched off."))
            row.membership = Membership(user=row, department=unit)
        else:
            row._state.fields_cache["membership"] = None  # known to be absent: reading it asks no query

    def store(self, rows: Sequence[User]) -> None:
        """Whose unit changes is signed out everywhere, as whose role does: what they see is another city.

        Higher houses hear who can't go on with what they had in hand.
        """
        standing = {row.pk for row in rows if row.pk is not None}
        save_people(people=rows)
        moved = _write_memberships(rows)
        sign_out(users=moved & standing)
        idle = {row.pk for row in rows if not row.is_active or row.role not in UNIT}
        outbox.emit(PERSON_LEFT, sorted((moved | idle) & standing))


def _speaking(requests: Sequence[ChangeRequest]) -> list[ChangeRequest]:
    """With a language for everybody: who says none keeps theirs, and who is new speaks the city's."""
    silent = {each.key for each in requests if each.data is not None and not each.data.language}
    if not silent:
        return [*requests]
    known = dict(User.objects.filter(username__in=silent).values_list("username", "language"))
    of_the_city = city_language() or settings.LANGUAGE_CODE
    spoken = {key: known.get(key, of_the_city) for key in silent}
    return [
        replace(each, data=replace(each.data, language=spoken[each.key])) if each.key in silent else each
        for each in requests
    ]


def _unit_of(row: User) -> Department | None:
    membership = getattr(row, "membership", None)
    return membership.department if membership else None


def _write_memberships(rows: Sequence[User]) -> set[int]:
    """Let each of these people work where their row says; the ids of those who worked elsewhere, or nowhere."""
    wanted = {row.pk: unit.pk for row in rows if (unit := _unit_of(row))}
    found = Membership.objects.filter(user__in=[row.pk for row in rows])
    standing = dict(found.values_list("user", "department"))
    moved = {row.pk for row in rows if wanted.get(row.pk) != standing.get(row.pk)}
    found.filter(user__in=moved - wanted.keys()).delete()
    Membership.objects.bulk_create(
        [Membership(user_id=user, department_id=wanted[user]) for user in sorted(moved & wanted.keys())],
        batch_size=1_000, update_conflicts=True, unique_fields=["user"], update_fields=["department"],
    )  # fmt: skip
    return moved


PEOPLE = People()

"""How pages show what a register keeps, as data: its address, its tab, its words, who reads it."""

from typing import ClassVar

from accounts.roles import Role
from registry.cells import Text


class Shown:
    """The part of a register's declaration that its pages read.

    `title` names one thing, `plural` all of them. `page` is the address ("limits" is /city/limits/; empty: no page of
    its own) and `order` the place of its tab (0: none), with the words `tab` and an `icon`. `about` stands at the head
    of the list, `note` over the form, `empty` says why an empty list matters. `planned_by_hand` says that the form asks
    for a day to come. `list_template` and `form_template` are the pages, where they show more than those of registry.
    """

    title: ClassVar[Text] = ""
    plural: ClassVar[Text] = ""
    page: ClassVar[str] = ""
    order: ClassVar[int] = 0
    tab: ClassVar[Text] = ""
    icon: ClassVar[str] = ""
    about: ClassVar[Text] = ""
    note: ClassVar[Text] = ""
    empty: ClassVar[Text] = ""
    planned_by_hand: ClassVar[bool] = True
    readers: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
    list_template: ClassVar[str] = "registry/list.html"
    form_template: ClassVar[str] = "registry/form.html"
    shaded: ClassVar[tuple[str, ...]] = ()
    sketch_template: ClassVar[str] = ""

"""The reason of a decision in the reader's language."""

from django.utils.translation import gettext as _

from cases.models import ARBITRATED
from cases.routing.decision import COMPONENT, IMPORTED, MANUAL, NOBODY, OWNERLESS
from cases.routing.specificity import ANY


def why_text(why: str) -> str:
    """The reason of a decision as a sentence in the reader's language."""
    sentences = {
        "": "",
        COMPONENT: _("The component's owner owes the fix."),
        MANUAL: _("Chosen by the dispatcher."),
        OWNERLESS: _("Nobody owns it: the territory takes care of it."),
        ARBITRATED: _("By the ruling in a dispute."),
        IMPORTED: _("As the system it was imported from says."),
        NOBODY: _("No rule fits: the case waits in the dispatcher's pool."),
    }
    if why in sentences:
        return sentences[why]
    what, __, where = why.partition("@")
    return _("By the rule for %(what)s in %(where)s.") % {"what": what_name(what), "where": where_name(where)}


def what_name(kind: str) -> str:
    names = {
        "condition": _("this filing condition"),
        "category": _("this subclass"),
        "major": _("this class"),
        ANY: _("all matters"),
    }
    return names[kind]


def where_name(kind: str) -> str:
    names = {
        "unit_grid": _("this unit grid"),
        "duty_grid": _("this duty grid"),
        "community": _("this community"),
        "street": _("this sub-district"),
        "district": _("this district"),
        ANY: _("the whole city"),
    }
    return names[kind]


def by_rule(pk: int | None, why: str) -> str:
    """Which rule decided, and in words why it fits."""
    return _("Rule %(number)s: %(why)s") % {"number": pk, "why": why_text(why)} if pk else why_text(why)

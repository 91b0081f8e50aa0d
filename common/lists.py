"""What a person asks of a list by API, judged and applied: unknown, repeated and wrong parameters are refused."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from common import paging
from common.filters import filter_of
from common.refusals import Malformed
from common.schema import refuse_unknown_parameters

Rows = TypeVar("Rows", bound=QuerySet[Any])


def narrowed(request: Request, kind: Any, rows: Rows, *, multiple: Collection[str] = (), **rest: Any) -> Rows:
    """The rows, which are those that a person may see, as the filters in the address narrow them.

    `kind` is a FilterSet, to which `rest` is handed; `multiple` parameters may stand more than once. Raises Malformed
    or ValidationError.
    """
    refuse_unknown_parameters(request, *kind.base_filters, *paging.PARAMETERS)
    for name, values in request.query_params.lists():
        if len(values) > 1 and name not in multiple:
            raise Malformed(_("A parameter stands twice: %(name)s.") % {"name": name})
    given = frozenset(request.query_params) - frozenset(paging.PARAMETERS)
    if not given:
        return rows
    found = filter_of(given, kind)(request.query_params, rows, **rest)
    if not found.is_valid():
        raise ValidationError(found.errors)
    narrowed: Rows = found.qs
    return narrowed

"""What doors that take files share: a form is looked at before and after it is read."""

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.request import Request

from common.refusals import Malformed, TooLarge

FORM = 100_000  # bytes that a form may need beside the file


def refuse_large(request: Request, most: int, sentence: str) -> None:
    """Before the body is read. Web servers cut a body at its declared length, so it cannot be longer than it says.

    `sentence` has a place for `%(most)s`, in megabytes. Raises TooLarge.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > most + FORM:
        raise TooLarge(sentence % {"most": most >> 20})


def single(form: object) -> dict[str, object]:
    """The form as plain values; a field that stands twice is Malformed. Where nothing was sent there is no form."""
    if not isinstance(form, QueryDict):
        return {}
    if twice := [name for name, values in form.lists() if len(values) > 1]:
        sentence = _("This field stands twice.")
        raise Malformed(sentence, errors={name[:60]: [sentence] for name in twice})
    return {name: values[0] for name, values in form.lists()}

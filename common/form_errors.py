"""A refusal of a verb, shown in the form that asked for it."""

from collections.abc import Mapping

from django.forms import Form

from common.refusals import Refused


def add_refusal(form: Form, no: Refused, names: Mapping[str, str] | None = None) -> None:
    """Add the sentences to the fields that they are about; above the form where it has none of these fields.

    `names` is what the form calls a field that the refusal calls otherwise.
    """
    fields = {(names or {}).get(name, name): sentences for name, sentences in no.errors.items()}
    known = {name: sentences for name, sentences in fields.items() if name in form.fields}
    for name, sentences in known.items():
        form.add_error(name, list(sentences))
    if not known:
        form.add_error(None, no.message)

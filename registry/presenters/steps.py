"""The steps of an uploaded table in words, as the change log will have them."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.utils import timezone

from registry.actions.exchange import Step
from registry.presenters.values import Names, names_of, say
from registry.registers import FolderFile, TableRegister, fields_of, title_of

SKETCHED = 300  # places of a preview that are drawn


def in_words(steps: Sequence[Step]) -> list[dict[str, Any]]:
    said = (
        (fields_of(step.kind).get(name), value)
        for step in steps for side in (step.before, step.after) for name, value in (side or {}).items()
    )  # fmt: skip
    names = names_of((field, value) for field, value in said if field is not None)
    return [_in_words(step, names) for step in steps]


def _in_words(step: Step, names: Names) -> dict[str, Any]:
    before, after, fields = step.before or {}, step.after or {}, fields_of(step.kind)
    changes = [
        (
            fields[name].label if name in fields else name,
            say(fields.get(name), before.get(name), names),
            say(fields.get(name), after.get(name), names) or "–",
        )
        for name in {**before, **after}
        if before.get(name) != after.get(name) and (step.before is not None or after.get(name))
    ]
    on = step.on if step.on > timezone.localdate() else None
    label = step.request.key if step.before is None and _has_one_code(step) else step.label
    return {"action": step.action, "kind": title_of(step.kind), "label": label, "changes": changes, "on": on}


def _has_one_code(step: Step) -> bool:
    """Whether the key is a code that people know; one of several parts is no word to read."""
    register = step.request.register
    return isinstance(register, TableRegister) and len(register.key.fields) == 1 and "|" not in step.request.key


def sketch_of(file: FolderFile, steps: Sequence[Step]) -> dict[str, Any] | None:
    """What would be added and changed, drawn: the first so many, None where nothing of it has a shape."""
    features: list[dict[str, Any]] = []
    for step in steps:
        if (shape := _shape_of(file, step)) is not None and len(features) < SKETCHED:
            properties = {"action": step.action, "label": step.label, "key": step.request.key}
            features.append({"type": "Feature", "properties": properties, "geometry": shape})
    return {"type": "FeatureCollection", "features": features} if features else None


def _shape_of(file: FolderFile, step: Step) -> Any:
    request = step.request
    if request.brings:
        return orjson.loads(request.brings)
    if file.point and request.data is not None:
        return {"type": "Point", "coordinates": [getattr(request.data, name) for name in file.point]}
    return None

"""How surveys and their tasks are shown: marks on a map, what was found beside what stands."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from grids.models import Component
from grids.registers import COMPONENTS
from places.choices import TaskKind, What
from places.models import Place, SurveyTask
from places.registers import PLACES, details
from places.registers.shapes import DIGITS
from places.workflow.surveys import TaskState

_LAMPS = {
    TaskState.GIVEN: "grey", TaskState.COLLECTED: "yellow", TaskState.RETURNED: "red", TaskState.VERIFIED: "green",
    TaskState.CALLED_OFF: "grey",
}  # fmt: skip


def points(tasks: Iterable[SurveyTask], url: str = "") -> dict[str, Any]:
    """Tasks as marks of a map, in the colour of their state; `url` is a pattern with the key, where not their page."""
    return {"type": "FeatureCollection", "features": [_point(task, url) for task in tasks]}


def _point(task: SurveyTask, url: str) -> dict[str, Any]:
    said = {
        "lamp": _LAMPS[TaskState(task.state)], "label": f"{task.title} ({task.get_state_display()})",
        "url": url.format(task.pk) if url else task.get_absolute_url(),
    }  # fmt: skip
    return {"type": "Feature", "properties": said, "geometry": task.spot}


def what(task: SurveyTask) -> str:
    """In words what the collector says; empty before."""
    said = task.found.get("what")
    return str(What(said).label) if said else ""


def differences(task: SurveyTask) -> list[tuple[str, str, str]]:
    """Field, what the archive says now, what was found; telephones masked. Nothing here asks the database."""
    register: Any = COMPONENTS if task.kind == TaskKind.COMPONENT else PLACES
    row: Place | Component | None = task.component if task.kind == TaskKind.COMPONENT else task.place
    fields = [field for field in register.fields if field.name in task.found]
    return [
        (str(field.label), str(field.cell.say(_stands(row, field.name))), str(field.cell.say(task.found[field.name])))
        for field in fields
    ]  # fmt: skip


def _stands(row: Place | Component | None, name: str) -> Any:
    """What the archive says of one field, as the change log would keep it."""
    if row is None:
        return ""
    if name in ("lng", "lat"):
        return round(row.point.x if name == "lng" else row.point.y, DIGITS)
    if isinstance(row, Place) and name in ("kind", "details"):
        return row.kind.code if name == "kind" else details.text_of(row.details)
    return getattr(row, name)


def kind_of(task: SurveyTask) -> str:
    """What it is, in a word or two."""
    if task.kind == TaskKind.PLACE and task.place is not None:
        return str(task.place.kind)
    if task.kind == TaskKind.GRID:
        return _("New ones in this unit grid")
    return task.get_kind_display()

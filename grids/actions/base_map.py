"""A new base map that a person sends: looked at first, then put in the place of the old one."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.csv_reader import Problems
from common.refusals import Conflict, Refused
from grids.models import BaseMapFeature
from grids.queries import topology
from grids.registers import BASE_MAP, loading
from grids.registers.drawn import shapes_are_valid
from registry import cells
from registry.cells import Cell
from registry.folder import layers
from registry.folder.city import City
from registry.folder.layers import Shape
from registry.models import Change
from registry.registers import Field, administrator, record

BASE_MAP_KIND = "base_map"  # of the change log
LOGGED_FIELDS = (
    Field("features", gettext_lazy("Features"), Cell(cells.number)),
    Field("file", gettext_lazy("Fingerprint of the file"), cells.key(8)),
)
MOST = 20_000  # features of one file


@dataclass(frozen=True)
class Ground:
    """What was read of a file: the features, what is wrong with them, how the file was read where that is a guess."""

    shapes: Sequence[Shape]
    problems: Problems
    told: Sequence[str]
    digest: str

    @property
    def kinds(self) -> Mapping[str, int]:
        return Counter(str(each["kind"]) for each in self.shapes)


def look_at_base_map(*, raw: bytes, city: City) -> Ground:
    """What a file of features would be as the base map; each that can't be drawn is a problem. It only reads."""
    with transaction.atomic():
        return _staged(raw, city)


def replace_base_map(*, raw: bytes, city: City, digest: str, by: User) -> int:
    """Let the base map be that of the file that was shown; how many features it has.

    Raises Forbidden, Conflict (it is not the file that was shown) and Refused (it has problems).
    """
    administrator(by)
    with transaction.atomic():
        found = _staged(raw, city)
        if found.digest != digest:
            raise Conflict(_("The file is damaged. Upload it again."))
        if found.problems:
            raise Refused(found.problems.found[0].message)
        before = _logged() or {"features": BaseMapFeature.objects.count(), "file": ""}
        loading.load_base_map()
        after = {"features": len(found.shapes), "file": digest[:8]}
        record(kind=BASE_MAP_KIND, key="ground", label=str(BASE_MAP.plural), before=before, after=after, by=by)
    return len(found.shapes)


def _staged(raw: bytes, city: City) -> Ground:
    """Inside a transaction, at the end of which the stage goes."""
    problems, told = Problems(), Problems()
    shapes = layers.read_raw(BASE_MAP.layer, raw, city, problems, told)
    if len(shapes) > MOST:
        sentence = _("The file has more than %(most)s features. Take it apart, or let the operator load it.")
        problems.add("", 0, "", sentence % {"most": f"{MOST:,}"})
    elif not shapes and not problems:
        problems.add("", 0, "", _("The file has no features."))
    if not problems:
        loading.open_stage()
        loading.stage(topology.BASE_MAP, shapes)
        shapes_are_valid(BASE_MAP, problems)
    return Ground(shapes, problems, [each.message for each in told.found], hashlib.sha256(raw).hexdigest())


def _logged() -> dict[str, object] | None:
    last = Change.objects.filter(kind=BASE_MAP_KIND).order_by("-pk").first()
    return last.after if last is not None else None

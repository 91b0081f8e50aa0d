"""Made-up things for the style guide, so that each component shows all its states."""

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.presenters.definitions import DEFINITIONS, OVERDUE
from common.columns import Column
from common.fields import CodeField, DayField, TextField

COLUMNS = (
    Column("lamp", _("Lamp"), fixed=True),
    Column("number", _("Number"), sort="number", fixed=True),
    Column("category", _("Class and condition")),
    Column("place", _("Place")),
    Column("state", _("State")),
    Column("due", _("Due"), sort="due_at"),
    Column("unit", _("Unit"), sort="department"),
    Column("photos", _("Photos"), number=True),
    Column("since", _("Since"), sort="reported_at", hidden=True),
)
MATTERS = ("暴露垃圾", "占道经营", "井盖缺失", "路灯不亮", "非法小广告", "机动车乱停放", "道路破损", "店外经营")
PLACES = ("中山路 128 号门前", "人民广场东侧人行道", "解放街与和平路路口", "滨河公园南门", "实验小学西墙外")
UNITS = ("环卫中心", "城管执法大队", "市政养护所", "供电公司", "城东街道办事处")
STATES = (
    ("reported", _("Reported")),
    ("accepted", _("Accepted")),
    ("filed", _("Filed")),
    ("dispatched", _("Dispatched")),
    ("in_disposal", _("In disposal")),
    ("disposed", _("Disposed")),
    ("checking", _("Being checked")),
    ("checked", _("Check passed")),
    ("closed", _("Closed")),
    ("suspended", _("Suspended")),
    ("rejected", _("Rejected")),
    ("void", _("Void")),
)
LAMPS = ("red", "yellow", "green", "grey")


class SampleFilters(forms.Form):
    q = TextField(label=_("Words"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    lamp = forms.ChoiceField(
        label=_("Lamp"), required=False, choices=[("", "–"), ("red", _("Overdue")), ("yellow", _("Due soon"))]
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False, choices=[("", "–"), *((name, name) for name in UNITS)])
    since = DayField(label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    photos = forms.BooleanField(label=_("With photos"), required=False)


class SampleForm(forms.Form):
    note = TextField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("What was done, in one sentence.")
    )
    phone = CodeField(
        label=_("phone"), validators=[RegexValidator(r"^1\d{10}$", _("A mobile number has eleven digits."))]
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=[(name, name) for name in UNITS], required=False)
    again = forms.BooleanField(label=_("Another one here"), required=False)
    file = forms.FileField(label=pgettext_lazy("a thing to send", "File"), required=False, widget=forms.FileInput)


class Someone:
    """Enough of a person for a sample."""

    def __init__(self, name: str, role: Any) -> None:
        self.name, self.role = name, role

    def __str__(self) -> str:
        return self.name

    def get_role_display(self) -> str:
        return str(self.role)


def picture(sky: str, ground: str, litter: str) -> str:
    """A small street scene as a data address."""
    scene = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<rect width="400" height="300" fill="{sky}"/>
<path d="M0 140h90V60h80v80h60V30h90v110h80v160H0z" fill="#8d99ae"/>
<path d="M0 190h400v110H0z" fill="{ground}"/>
<path d="M0 240h400" stroke="#fff" stroke-width="6" stroke-dasharray="36 24"/>{litter}</svg>"""
    return "data:image/svg+xml;base64," + b64encode(scene.encode()).decode()


LITTER = '<g fill="#b8763e"><path d="m150 220 40-24 36 20-8 34h-60z"/><circle cx="240" cy="238" r="15"/></g>'


def rows(now: datetime) -> list[dict[str, Any]]:
    made = []
    for index in range(32):
        state, label = STATES[index % len(STATES)]
        made.append(
            {
                "number": f"2026030{index % 9 + 1}{1000 + index * 37}",
                "lamp": LAMPS[0 if index < 5 else index % 4],
                "state": state,
                "label": label,
                "matter": MATTERS[index % 8],
                "place": PLACES[index % 5],
                "unit": UNITS[index % 5],
                "photos": index % 4,
                "due": now + timedelta(minutes=47 * (index - 6)),
                "since": now - timedelta(minutes=91 * index + 5),
                "standing": LAMPS[index % 4] == "grey" and index >= 5,
            }
        )
    return made


def charts() -> dict[str, Any]:
    days = [f"3-{day}" for day in range(1, 13)]
    return {
        "line": {
            "kind": "line",
            "labels": days,
            "series": [
                {"name": str(_("Reported")), "values": [120, 132, 101, 134, 190, 230, 210, 182, 191, 234, 190, 160]},
                {"name": str(_("Closed")), "values": [110, 122, 111, 124, 170, 200, 220, 192, 181, 214, 200, 170]},
            ],
        },
        "blank": {"kind": "line", "labels": days, "series": [{"name": str(_("Reported")), "values": [0] * 12}]},
        "rank": {
            "kind": "rank",
            "unit": "%",
            "labels": list(UNITS),
            "series": [{"name": str(_("On-time rate")), "values": [98.2, 94.5, 91.0, 86.4, 71.8], "urls": ["#"] * 5}],
        },
        "stack": {
            "kind": "stack",
            "labels": days,
            "series": [
                {"name": name, "values": [(place * 7 + day * 5) % 31 + 8 for day in range(12)]}
                for place, name in enumerate(MATTERS)
            ],
        },
        "funnel": {
            "kind": "funnel",
            "labels": [str(label) for _state, label in STATES[0:4]] + [str(_("Closed"))],
            "series": [{"name": str(_("today")), "values": [234, 219, 205, 198, 164]}],
        },
    }


def cases_on_map() -> dict[str, Any]:
    points = [
        (121.4905 + 0.004 * (index % 5 - 2), 31.2352 + 0.0023 * (index % 7 - 3), LAMPS[index % 4], MATTERS[index % 8])
        for index in range(12)
    ]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [lng, lat]},
                "properties": {"lamp": lamp, "label": label, "url": "#"},
            }
            for lng, lat, lamp, label in points
        ],
    }


def samples(query: QueryDict, *, now: datetime) -> dict[str, Any]:
    """The context of `styleguide.html`."""
    wrong = SampleForm({"note": "", "phone": "12345"}, auto_id="sample_%s")  # the filters have the plain ids
    wrong.is_valid()
    before = {"url": picture("#b9cbd9", "#5c6470", LITTER), "alt": "暴露垃圾", "taken_at": now - timedelta(hours=5)}
    after = {"url": picture("#c9dcea", "#666e7a", ""), "alt": "已清理", "taken_at": now - timedelta(hours=1)}
    return {
        "now": now,
        "definition": OVERDUE,
        "definitions": DEFINITIONS.values(),
        "columns": COLUMNS,
        "rows": rows(now),
        "states": STATES,
        "lamps": LAMPS,
        "filter_form": SampleFilters(query or None),
        "form": SampleForm(),
        "wrong_form": wrong,
        "before": before,
        "after": after,
        "charts": charts(),
        "map_cases": cases_on_map(),
        "someone": Someone("王建国", _("Unit handler")),
        "inspector": Someone("李晓梅", _("Grid inspector")),
        "grades": "ABCDE",
        "times": [
            now + each
            for each in (
                timedelta(minutes=8),
                timedelta(hours=1, minutes=20),
                timedelta(days=2, hours=3),
                -timedelta(minutes=40),
                -timedelta(days=2),
            )
        ],
        "work_left": timedelta(hours=4),
        "work_late": -timedelta(hours=3),
        "earlier": now - timedelta(hours=26),
        "yesterday": now - timedelta(days=1),
        "changes": [(_("Unit"), "环卫中心", "城管执法大队"), (_("Due"), "", "2026-03-02 17:30")],
        "tabs": [
            {"label": label, "url": "#", "current": not index, "count": index * 7, "lamp": "red" if index == 2 else ""}
            for index, (_state, label) in enumerate(STATES[:5])
        ],
        "colours": [f"--chart-{number}" for number in range(1, 9)],
    }

"""The kit: every component of the pages, available in all templates without loading.

`/styleguide/` shows each of them alive. A tag that takes content has an end tag: `{% panel … %}…{% endpanel %}`.
Things that are drawn many times a page are made here without a template; the rest have theirs in `templates/components/`.
"""

# ruff: noqa: A001, A002 -- `id`, `map` and `next` are the words that template authors expect

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import durations
from common.chips import chips_of
from common.columns import Column, head_of

register = Library()
Values = dict[str, Any]

LAMPS = {"green": _("On time"), "yellow": _("Due soon"), "red": _("Overdue"), "grey": _("Clock stands")}
NOTHING = mark_safe('<span class="nothing">–</span>')


def query_of(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET if request is not None else QueryDict()


# --- small marks ------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Tabler icon by name ("bell"); with `label` it speaks, without it is decoration."""
    if label:
        return format_html('<i class="ti ti-{}" role="img" aria-label="{}" title="{}"></i>', name, label, label)
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.simple_tag
def lamp(state: str, word: str = "", compact: bool = False) -> SafeString:
    """A lamp: state green|yellow|red|grey. Always shape + word + colour; `compact` leaves the word to title and readers."""
    said = word or str(LAMPS[state])
    if compact:
        return format_html(
            '<span class="lamp lamp-{}" title="{}"><span class="visually-hidden">{}</span></span>', state, said, said
        )
    return format_html('<span class="lamp lamp-{}">{}</span>', state, said)


@register.simple_tag
def case_state(state: str, label: str) -> SafeString:
    """The badge of a case state: the state's name in the workflow and its label in words."""
    return format_html('<span class="state" data-state="{}">{}</span>', state, label)


@register.simple_tag
def grade(letter: str) -> SafeString:
    """A grade A-E as a letter in its colour; an empty grade is a dash."""
    return format_html('<span class="grade grade-{}">{}</span>', letter.lower(), letter) if letter else NOTHING


@register.simple_tag
def count(number: int | None, url: str = "", label: str = "") -> SafeString:
    """A number that leads to its cases; `label` says to readers what is counted."""
    if number is None:
        return NOTHING
    if url:
        return format_html('<a class="count" href="{}" aria-label="{} {}">{}</a>', url, label, number, number)
    return format_html('<span class="count">{}</span>', number)


@register.simple_tag
def person(who: Any, role: bool = False) -> SafeString:
    """A user by name (initial in a disc); `role` adds the role. None is the system itself."""
    if who is None:
        return format_html(
            '<span class="person person-system"><i class="ti ti-robot" aria-hidden="true"></i>{}</span>',
            gettext("System"),
        )
    name = str(who)
    after = format_html(' <span class="person-role">{}</span>', who.get_role_display()) if role else ""
    return format_html(
        '<span class="person"><span class="person-disc" aria-hidden="true">{}</span>{}{}</span>', name[:1], name, after
    )


@register.simple_tag
def unit(department: Any, url: str = "") -> SafeString:
    """A unit by name, a link if `url`; None is a dash with "no unit yet" for readers."""
    if department is None:
        return format_html('<span class="nothing" title="{}">–</span>', gettext("No unit yet"))
    tag = format_html('<a class="unit" href="{}">', url) if url else mark_safe('<span class="unit">')
    end = mark_safe("</a>" if url else "</span>")
    return format_html('{}<i class="ti ti-building" aria-hidden="true"></i>{}{}', tag, str(department), end)


@register.simple_tag
def copyable(text: str) -> SafeString:
    """A code that one press copies (a case number, a key)."""
    return format_html(
        '<button type="button" class="copyable" data-copy="{}" title="{}"><code>{}</code><i class="ti ti-copy" aria-hidden="true"></i></button>',
        text,
        gettext("Copy"),
        text,
    )


@register.simple_tag
def skeleton(lines: int = 3) -> SafeString:
    """Grey lines where something will come; put it inside an element that loads itself."""
    bars = format_html_join("", '<span class="skeleton-line"></span>', [() for _line in range(lines)])
    return format_html(
        '<span class="skeleton" role="status"><span class="visually-hidden">{}</span>{}</span>',
        gettext("Loading"),
        bars,
    )


# --- time -------------------------------------------------------------------------------------------------------------


def exact(at: datetime) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")


@register.simple_tag
def moment(at: datetime | date | None) -> SafeString:
    """An exact local time ("2026-03-01 09:30"), or a date."""
    if at is None:
        return NOTHING
    words = exact(at) if isinstance(at, datetime) else date_format(at, "Y-m-d")
    return format_html('<time class="moment" datetime="{}">{}</time>', at.isoformat(), words)


@register.simple_tag
def ago(at: datetime | None, now: datetime | None = None) -> SafeString:
    """How long since, kept fresh by the page; the exact time in the title."""
    if at is None:
        return NOTHING
    words = durations.ago(at, at=now or timezone.now())
    return format_html(
        '<time class="ago" data-ago datetime="{}" title="{}">{}</time>', at.isoformat(), exact(at), words
    )


@register.simple_tag
def due(
    at: datetime | None,
    now: datetime | None = None,
    finished: datetime | None = None,
    working: timedelta | None = None,
    standing: bool = False,
) -> SafeString:
    """A limit: what is left ("due in 1 h 20 min") or how late ("2 d late"), the exact time in the title.

    `working` is what is left of the working time where that clock counts; `finished` makes it an outcome; `standing`
    says that the clock stands. Without `working` the page keeps the words fresh by itself.
    """
    if at is None:
        return format_html('<span class="nothing" title="{}">–</span>', gettext("No limit"))
    now = now or timezone.now()
    live = not (finished or standing or working is not None)
    words = due_words(at, now, finished, working, standing)
    late = (finished or now) > at and not standing
    return format_html(
        '<time class="due{}"{} datetime="{}" title="{}">{}</time>',
        " due-late" if late else "",
        mark_safe(" data-due") if live else "",
        at.isoformat(),
        exact(at),
        words,
    )


def due_words(at: datetime, now: datetime, finished: datetime | None, working: timedelta | None, standing: bool) -> str:
    if finished:
        return durations.outcome(at, finished)
    if standing:
        return gettext("clock stands")
    return durations.remaining(at, at=now) if working is None else durations.remaining_work(working)


# --- figures ----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/stat.html")
def stat(
    label: str,
    value: Any,
    url: str = "",
    unit: str = "",
    trend: float | None = None,
    good: str = "up",
    hint: str = "",
    lamp: str = "",
    current: bool = False,
) -> Values:
    """A big number that leads to its cases.

    `trend` is the change against the period before (signed, shown with its unit); `good` (up|down) says which way is
    better; `hint` is a line below ("against last week"); `lamp` colours it; `current` marks it as the filter in force.
    """
    better = trend is not None and trend != 0 and (trend > 0) == (good == "up")
    return {
        "label": label,
        "value": value,
        "url": url,
        "unit": unit,
        "trend": trend,
        "hint": hint,
        "lamp": lamp,
        "current": current,
        "trend_tone": "flat" if not trend else ("better" if better else "worse"),
        "trend_size": abs(trend or 0),
    }


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str, url: str = "") -> Values:
    """How far long work is; with `url` the bar asks there every two seconds and is replaced by the answer."""
    percent = 100 if total == 0 else min(100, done * 100 // total)
    return {"done": done, "total": total, "label": label, "url": url, "percent": percent}


@register.inclusion_tag("components/chart.html")
def chart(id: str, spec: Mapping[str, Any], title: str, height: int = 260) -> Values:
    """A chart with its table. `spec`: {"kind": "bar"|"line"|"stack"|"funnel"|"rank", "labels": [...], "series": [{"name", "values", "urls"?}], "unit"?}.

    "rank" is a bar chart lying down. A series' `urls` make its bars lead somewhere.
    """
    series = spec["series"]
    rows = [(label, [each["values"][row] for each in series]) for row, label in enumerate(spec["labels"])]
    return {
        "id": id,
        "spec_id": f"{id}-data",
        "spec": spec,
        "title": title,
        "height": height,
        "series": series,
        "rows": rows,
    }


# --- doing ------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/move_button.html")
def move_button(
    label: str,
    refusal: str = "",
    name: str = "move",
    value: str = "",
    url: str = "",
    target: str = "#move-form",
    icon: str = "",
    kind: str = "plain",
    key: str = "",
) -> Values:
    """A button for a move: kind primary|plain|danger.

    With `url` it loads that form into `target`; else it submits its form with name=value. With `refusal` it is greyed,
    stays reachable, and says the reason. `key` is a single letter that presses it.
    """
    return {
        "label": label,
        "refusal": str(refusal or ""),
        "name": name,
        "value": value,
        "url": url,
        "target": target,
        "icon": icon,
        "kind": kind,
        "key": key,
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", wide: bool = False) -> Values:
    """A form field with label, help and errors, all tied together for readers."""
    return {"field": bound, "hint": hint or bound.help_text, "wide": wide, "widget": bound.widget_type}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm, focus: bool = True) -> Values:
    """What is wrong with the whole form, above it, with links to the fields that are wrong; `focus` brings it into view."""
    return {"form": form, "focus": focus, "wrong": [bound for bound in form.visible_fields() if bound.errors]}


# --- lists ------------------------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def table(
    context: Context, content: str, id: str, label: str, columns: Sequence[Column], list: bool = True
) -> SafeString:
    """A table frame around the page's rows (`<tr>`s): sticky sortable head, column chooser, keys j/k/enter.

    `columns` are common.columns.Column; a row has one cell for each, in order. A row that opens has `data-href` or hx-get.
    """
    query = query_of(context)
    heads = [head_of(column, query) for column in columns]
    return render_to_string(
        "components/table.html", {"id": id, "label": label, "heads": heads, "content": content, "list": list}
    )


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: Context, form: BaseForm, target: str = "", shown: Sequence[str] = ()) -> Values:
    """A filter bar: the fields named in `shown` in the bar (default the first four), the rest behind "more"; chips below.

    With `target` (a CSS selector) changes load that fragment by htmx and the address follows.
    """
    fields = form.visible_fields()
    front = [bound for bound in fields if bound.name in shown] if shown else fields[:4]
    back = [bound for bound in fields if bound not in front]
    chips = chips_of(form, query_of(context))
    return {
        "form": form,
        "front": front,
        "back": back,
        "chips": chips,
        "target": target,
        "open": any(b.errors for b in back),
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(
    context: Context, next: str | None = None, previous: str | None = None, shown: int = 0, total: int | None = None
) -> Values:
    """Pages by cursor: `next` and `previous` are cursors (None: there is none); `total` only where it is known cheaply."""
    return {"request": context.get("request"), "next": next, "previous": previous, "shown": shown, "total": total}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], label: str = "") -> Values:
    """Tabs with counts: items {"label", "url", "current", "count"?, "lamp"?, "hint"?}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/empty.html")
def empty(title: str, why: str = "", url: str = "", action: str = "", icon: str = "inbox") -> Values:
    """An empty list: what is not there, why, and the link that would fill it."""
    return {"title": title, "why": why, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("components/failed.html")
def failed(what: str, retry: str = "", reference: str = "") -> Values:
    """Something could not be loaded: says so, offers to try again (`retry` is the fragment's address)."""
    return {"what": what, "retry": retry, "reference": reference}


@register.simple_block_tag
def panel(content: str, title: str, id: str = "side", close: str = "") -> SafeString:
    """The side panel beside a list; `close` is where it leads without script. Esc closes it."""
    return render_to_string("components/panel.html", {"title": title, "id": id, "close": close, "content": content})


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", action: str = "") -> SafeString:
    """A quiet frame with a title; `url` and `action` make a link at its right."""
    return render_to_string("components/card.html", {"title": title, "url": url, "action": action, "content": content})


# --- a case's things --------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/event.html")
def event(
    at: datetime,
    what: str,
    who: Any = None,
    note: str = "",
    changes: Sequence[Sequence[Any]] = (),
    icon: str = "point",
    tone: str = "",
) -> Values:
    """One item of an `<ol class="timeline-list">`: changes are (name, old, new); tone ""|good|bad|auto."""
    return {"at": at, "what": what, "who": who, "note": note, "changes": changes, "icon": icon, "tone": tone}


@register.inclusion_tag("components/photo.html")
def photo(
    state: str, url: str = "", thumb: str = "", alt: str = "", taken_at: datetime | None = None, reason: str = ""
) -> Values:
    """A photo's thumb: state processing|ready|refused. Ready ones open large; refused ones say the reason."""
    return {"state": state, "url": url, "thumb": thumb or url, "alt": alt, "taken_at": taken_at, "reason": reason}


@register.inclusion_tag("components/photo_pair.html")
def photo_pair(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Values:
    """Before and after, with a slider to compare: each {"url", "alt", "taken_at"} or None."""
    return {"before": before, "after": after}


@register.inclusion_tag("components/map.html", takes_context=True)
def map(
    context: Context,
    id: str,
    label: str,
    layers: Sequence[Mapping[str, str]] = (),
    cases: Mapping[str, Any] | None = None,
    cases_url: str = "",
    pin: bool = False,
    pin_for: str = "",
    lng: float | None = None,
    lat: float | None = None,
    accuracy: float | None = None,
    zoom: int | None = None,
    height: str = "320px",
    cluster: bool = False,
) -> Values:
    """A map. Layers: {"url": GeoJSON, "kind": "green"|"water"|"road"|"area"|"grid"|"street", "name"?}, drawn in order.

    `cases`: a GeoJSON FeatureCollection (or `cases_url`, asked with ?bbox=) of points with properties lamp, label, url.
    `pin` lets the person put one mark; `pin_for` names the prefix of the inputs it fills (`<prefix>_lng`, `<prefix>_lat`).
    `lng`, `lat`, `accuracy` (metres) show one place with its ring.
    """
    settings = {
        "layers": [*layers],
        "casesUrl": cases_url,
        "pin": pin,
        "pinFor": pin_for,
        "lng": lng,
        "lat": lat,
        "accuracy": accuracy,
        "zoom": zoom,
        "cluster": cluster,
        "cases": cases,
        "tiles": str(context.get("tile_url", "")),
        "center": context.get("map_center"),
    }
    return {"id": id, "settings_id": f"{id}-settings", "label": label, "settings": settings, "height": height}

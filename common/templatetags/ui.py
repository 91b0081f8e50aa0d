"""The kit: every component of the pages, available in all templates without loading.

`/styleguide/` shows each of them alive. A tag that takes content has an end tag: `{% panel … %}…{% endpanel %}`.
The small marks (icons, lamps, times) are in `common.templatetags.marks`, the map in `common.templatetags.maps`; the
others are templates in `components/`.
"""

# ruff: noqa: A002  (`id` and `next` are the words that template authors expect)

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from common.chips import chips_of
from common.columns import Column, head_of
from common.definitions import Definition

register = Library()
Values = dict[str, Any]
LONG_VALUE = 5  # digits; a longer one takes a smaller letter or a wider place on a phone, so that none is cut off


def query_of(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET if request is not None else QueryDict()


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
    definition: Definition | None = None,
) -> Values:
    """A big number that leads to its cases.

    `trend` is the change against the period before (signed, shown with its unit); `good` (up|down) says which way is
    better; `hint` is a line below ("against last week"); `lamp` colours it; `current` marks it as the filter in force;
    `definition` is what the label means, one press away.
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
        "definition": definition,
        "long": len(str(value)) > LONG_VALUE,
        "trend_tone": "flat" if not trend else ("better" if better else "worse"),
        "trend_size": abs(trend or 0),
    }


@register.inclusion_tag("components/define.html")
def define(definition: Definition) -> Values:
    """A small button that opens what a word means: by press, Enter or touch; Esc or a press beside it closes it.

    It works without script and may stand in a line of text, in a head of a table, beside a link but not in one.
    """
    return {"definition": definition, "id": f"define-{definition.key}-{uuid4().hex[:8]}"}


@register.inclusion_tag("components/definitions.html")
def definitions(of: Sequence[Definition]) -> Values:
    """All definitions of a page in one fold at its end, for who reads it on paper or on a phone."""
    return {"definitions": of}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str, url: str = "") -> Values:
    """How far long work is; with `url` the bar asks there every two seconds and is replaced by the answer."""
    percent = 100 if total == 0 else min(100, done * 100 // total)
    return {"done": done, "total": total, "label": label, "url": url, "percent": percent}


@register.inclusion_tag("components/chart.html")
def chart(id: str, spec: Mapping[str, Any], title: str, height: int = 260) -> Values:
    """A chart with its table. `spec`: {"kind", "labels": [...], "series": [{"name", "values", "urls"?}], "unit"?}.

    Kinds: bar, line, stack, rank (bars lying down), funnel (stages with their share of the first). A series' `urls`
    make its bars lead somewhere. Where nothing would be drawn a sentence stands in its place: no value is known, or of
    what is counted there is none (a share of 0 is drawn).
    """
    series = spec["series"]
    values = [value for each in series for value in each["values"] if value is not None]
    rows = [(label, [each["values"][row] for each in series]) for row, label in enumerate(spec["labels"])]
    return {
        "id": id,
        "spec_id": f"{id}-data",
        "spec": spec,
        "title": title,
        "height": height,
        "series": series,
        "rows": rows,
        "blank": not (values if spec.get("unit") else any(values)),
    }


@register.inclusion_tag("components/files.html")
def files(of: str, xlsx: str, csv: str, query: str = "") -> Values:
    """The two files of a table; `of` is its name, for who hears the links, `query` the question of the page."""
    return {"of": of, "xlsx": xlsx, "csv": csv, "query": query}


@register.inclusion_tag("components/interval.html")
def interval(rate: Any, tone: str = "same", target: float | None = None) -> Values:
    """A rate with the span in which the true one lies, drawn and in words; "too few" where it has none to show.

    `rate` has `shown` and `interval` (`low`, `high`) in percent, and `whole`; `tone` is worse, better, same or few;
    `target` is a line to reach, in percent.
    """
    return {"rate": rate, "tone": tone, "target": target}


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


@register.inclusion_tag("components/moves_not.html")
def moves_not(offers: Iterable[Any]) -> Values:
    """Of the moves offered with a form those that have none, for they are refused now: greyed, with the reason.

    Where nothing else is possible and they are few they are not folded away.
    """
    all_of = list(offers)
    refused = [offer for offer in all_of if not offer.form]
    return {"refused": refused, "open": len(refused) == len(all_of) and len(refused) < 3}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", wide: bool = False) -> Values:
    """A form field with label, help and errors, all tied together for readers."""
    return {"field": bound, "hint": hint or bound.help_text, "wide": wide, "widget": bound.widget_type}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm, focus: bool = True) -> Values:
    """What is wrong with a form, above it, with links to the wrong fields; `focus` brings it into view."""
    return {"form": form, "focus": focus, "wrong": [bound for bound in form.visible_fields() if bound.errors]}


# --- lists ------------------------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def table(
    context: Context, content: str, id: str, label: str, columns: Sequence[Column], list: bool = True
) -> SafeString:
    """A table frame around the page's rows (`<tr>`s): sticky sortable head, column chooser, keys j/k/enter.

    `columns` are common.columns.Column; a row has one cell for each, in order. A row that opens has `data-href` or
    `hx-get`; `list=False` for tables that are only read.
    """
    query = query_of(context)
    heads = [head_of(column, query) for column in columns]
    end = next((column for column in reversed(columns) if not column.hidden), None)
    values = {"id": id, "label": label, "heads": heads, "end": end, "content": content, "list": list}
    return render_to_string("components/table.html", values)


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: Context, form: BaseForm, target: str = "", shown: Sequence[str] = (), clear: str = "?") -> Values:
    """A filter bar: the fields named in `shown` in the bar (else the first four), the rest behind "more"; chips below.

    A field of which several may be chosen stands behind "more" unless it is named: the bar has room for one line.
    With `target` (a CSS selector) changes load that fragment by htmx and the address follows. `clear` is the address
    without any filter, where a list that is asked nothing opens with one.
    """
    fields = form.visible_fields()
    single = [bound for bound in fields if not getattr(bound.field.widget, "allow_multiple_selected", False)]
    front = [bound for bound in fields if bound.name in shown] if shown else single[:4]
    back = [bound for bound in fields if bound not in front]
    chips = [
        replace(chip, without=clear) if chip.without == "?" else chip for chip in chips_of(form, query_of(context))
    ]
    return {
        "clear": clear,
        "form": form,
        "front": front,
        "back": back,
        "chips": chips,
        "target": target,
        "open": any(b.errors for b in back),
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(
    context: Context, next: str | None = None, previous: str | None = None, shown: int = 0, total: int | None = None,
    most: int | None = None,
) -> Values:  # fmt: skip
    """Pages by cursor: `next` and `previous` are cursors or None; `total` only where it is known cheaply.

    Where rows were counted up to `most` only, a total of that many says "at least".
    """
    values = {"request": context.get("request"), "next": next, "previous": previous, "shown": shown, "total": total}
    return values | {"counted_on": most is None or total is None or total < most}


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
    operator: bool = False,
) -> Values:
    """One item of an `<ol class="timeline-list">`: changes are (name, old, new); tone ""|good|bad|auto.

    Where nobody did it, the system did, or its `operator`.
    """
    return {
        "at": at, "what": what, "who": who, "note": note, "changes": changes, "icon": icon, "tone": tone,
        "operator": operator,
    }  # fmt: skip


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

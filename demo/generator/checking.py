"""What is looked at on rounds in the demo district: a scheme, three checklists and four plans. All invented."""

from collections.abc import Iterator
from typing import Any

Cells = dict[str, Any]
SINCE = "2026-01-01"
_SITES = (
    ("fence", "施工围挡连续、牢固、整洁", "08007", 1, "10", "2"),
    ("cover", "裸土全部覆盖", "08997", 1, "10", "2"),
    ("dust", "喷淋降尘,出入口冲洗", "08004", 1, "10", "5"),
)
_STREET = (
    ("rubbish", "门前和周边无暴露垃圾", "06010", 1, "10", "1"),
    ("stalls", "无店外经营", "09005", 1, "10", "2"),
    ("order", "三包责任落实,门前秩序良好", "", None, "10", "5"),
    ("posts", "无乱贴乱画", "07001", 1, "5", "1"),
)
_LANES = (("free", "消防通道畅通,无占用", "09012", 1, "10", "10"), ("signs", "标线标识清晰", "", None, "5", "2"))
_LISTS = (("sites", "工地三查", _SITES), ("street", "街面环境秩序", _STREET), ("lanes", "消防通道", _LANES))
_PLANS = (
    ("weekly-sites", "每周工地巡查", "weekly", "regular", "open", "special", "ducha-1", "sites", "site", 8),
    ("ten-days", "十天一次现场督查", "every_10_days", "random", "open", "special", "ducha-1", "street",
     "market compound toilet", 8),
    ("fortnight", "半月一督查", "semi_monthly", "random", "covert", "comprehensive", "ducha-2", "street",
     "shop school checkpoint", 10),
    ("month-end", "月末消防通道专项检查", "month_end 3", "regular", "open", "special", "ducha-2", "lanes", "fire_lane",
     6),
)  # fmt: skip


def settings() -> Iterator[Cells]:
    """The play has no photos of what it finds on rounds."""
    yield {"name": "deduction_photo", "value": "no"}


def schemes() -> Iterator[Cells]:
    yield {
        "code": "joint", "name": "城市管理督导检查方案",
        "content": "督查室、考核办、城管局密切配合,定期检查与不定期抽查相结合,明察与暗访相结合。",
        "organisers": "ducha-1 ducha-2 chuangjian", "unit": "zf", "started_on": SINCE,
    }  # fmt: skip


def checklists() -> Iterator[Cells]:
    for code, name, __ in _LISTS:
        yield {"code": code, "name": name, "active": "yes"}


def items() -> Iterator[Cells]:
    for checklist, __, lines in _LISTS:
        for order, (code, text, category, condition, marks, each) in enumerate(lines, 1):
            yield {
                "checklist": checklist, "code": code, "order": order, "text": text, "marks": marks, "each": each,
                "cap": marks, "rule": "piece", "category": category, "condition": condition or "", "required": "yes",
            }  # fmt: skip


def plans() -> Iterator[Cells]:
    for code, name, frequency, selection, openness, scope, group, checklist, kinds, size in _PLANS:
        yield {
            "code": code, "name": name, "scheme": "joint", "frequency": frequency, "selection": selection,
            "openness": openness, "scope": scope, "group": group, "checklist": checklist, "kinds": kinds,
            "sample_size": size, "draws_at": "08:00", "started_on": SINCE,
        }  # fmt: skip

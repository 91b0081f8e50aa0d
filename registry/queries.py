"""What the city has decided, read."""

from django.db.models import Q
from django.utils import timezone

from registry.models import Approval, ApprovalState, SettingValue
from registry.settings import LANGUAGE, PHONE_REGION, SETTINGS, Value, with_defaults


def settings_in_force(*names: str) -> dict[str, Value]:
    """These settings with their values or defaults; one query. Without names all of them."""
    rows = SettingValue.objects.filter(name__in=names or SETTINGS)
    return with_defaults(dict(rows.values_list("name", "value")))


def city_language() -> str:
    """The language that the city has chosen; empty where it has chosen none."""
    return str(settings_in_force(LANGUAGE)[LANGUAGE])


def phone_region() -> str:
    """The country in which telephone numbers without a country's code are, as two letters; one query."""
    return str(settings_in_force(PHONE_REGION)[PHONE_REGION])


def approval_in_hand(kind: str, key: str) -> Approval | None:
    """What waits for a second administrator of this thing, or is approved and can be used still; one query."""
    usable = Q(state=ApprovalState.APPROVED, ends_at__gt=timezone.now())
    found = Approval.objects.filter(Q(state=ApprovalState.WAITING) | usable, kind=kind, key=key)
    return found.select_related("by").order_by("-pk").first()

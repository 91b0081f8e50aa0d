"""Who at the desk and in oversight sees only a part of the city, and which."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.querysets.scopes import ScopeKind


class Scope(models.Model):
    """One area or one class that a person sees; without a row they see everything.

    `code` is that of an area, or of a class as in a city's rules: `component`, `event:06`, `event:06010`. By codes and
    not by keys, because a class goes on under the same code when the next taxonomy takes the place of this one.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scopes", db_index=False)
    kind = models.CharField(_("kind"), max_length=5, choices=ScopeKind.choices)
    code = models.CharField(_("code"), max_length=60)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        constraints = [models.UniqueConstraint(fields=["person", "kind", "code"], name="scope_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.code}"

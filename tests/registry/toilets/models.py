"""A public toilet: where it is, who keeps it, when it is open, since when and until when it stands."""

from django.contrib.gis.db import models

from departments.models import Department


class Toilet(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    point = models.PointField()
    unit = models.ForeignKey(Department, models.PROTECT, related_name="+")
    hours = models.CharField(max_length=40)
    effective_from = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        app_label = "toilets"

    def __str__(self) -> str:
        return self.name

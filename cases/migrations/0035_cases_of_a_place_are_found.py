"""Outside of a transaction: people read and write meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

OF_PLACE = models.Index(fields=["place", "-reported_at"], condition=Q(place__isnull=False), name="case_of_place")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0034_the_place_of_a_case")]
    operations = [AddIndexConcurrently(model_name="case", index=OF_PLACE)]

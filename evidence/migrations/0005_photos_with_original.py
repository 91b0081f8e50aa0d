"""Outside of a transaction: photos come in meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

KEPT = models.Index(
    fields=["uploaded_at", "id"], condition=Q(original_gone_at=None) & ~Q(subject_kind=""), name="photos_with_original"
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("evidence", "0004_originals_that_went")]
    operations = [AddIndexConcurrently(model_name="photo", index=KEPT)]

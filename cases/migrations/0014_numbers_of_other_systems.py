"""The number by which another system knows a case: that of an imported case, and one that comes with a report.

The columns of imported cases take both. They are renamed and one may be longer, which touches no row; the index goes on
under the columns' new names until `indexes_reviewed` makes another in its place.
"""

from django.db import migrations, models
from django.db.models import Q

ONCE = models.UniqueConstraint(
    fields=["external_number", "external_system"], condition=~Q(external_system=""), name="external_once"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_moments_in_bounds")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveConstraint(model_name="case", name="imported_once")]
        ),
        migrations.RenameField(model_name="case", old_name="imported_from", new_name="external_system"),
        migrations.RenameField(model_name="case", old_name="imported_key", new_name="external_number"),
        migrations.AlterField(
            model_name="case", name="external_system", field=models.CharField(blank=True, max_length=150)
        ),
        migrations.AlterField(
            model_name="case", name="external_number",
            field=models.CharField(blank=True, max_length=64, verbose_name="number in the other system"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddConstraint(model_name="case", constraint=ONCE)]
        ),
    ]  # fmt: skip

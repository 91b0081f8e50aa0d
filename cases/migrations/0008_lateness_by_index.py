from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_exports")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_appeals"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["appeal"], condition=~models.Q(appeal=""), name="case_appeals"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["due_at", "id"],
                condition=models.Q(finished_at__gt=models.F("due_at"), exempt=False)
                & ~models.Q(state__in=("rejected", "void", "merged")),
                name="case_was_late",
            ),
        ),
    ]

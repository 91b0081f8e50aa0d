from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_who_checks_and_proof")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_was_late"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["-reported_at", "-id"],
                condition=models.Q(finished_at__gt=models.F("due_at"), exempt=False)
                & ~models.Q(state__in=("rejected", "void", "merged")),
                name="case_was_late",
            ),
        ),
    ]

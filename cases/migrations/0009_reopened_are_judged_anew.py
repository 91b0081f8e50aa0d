from django.db import migrations

# An appeal excuses the disposal against which it was made. What was opened again since is judged by its new due time.
FORWARDS = "UPDATE cases_case SET exempt = false WHERE exempt AND state <> 'closed'"


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_lateness_by_index")]

    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]

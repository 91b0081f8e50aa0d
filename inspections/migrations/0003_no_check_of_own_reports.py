# Checks that a reporter was given before the rule forbade it are due at once: the clock passes them on to others.

from django.db import migrations

DUE_NOW = """
    UPDATE inspections_visit v SET due_at = least(v.due_at, now()) FROM cases_case c
     WHERE c.id = v.case_id AND v.state = 'given' AND v.kind IN ('check', 'recheck') AND v.inspector_id = c.reporter_id
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_history_is_append_only"), ("cases", "0010_who_checks_and_proof")]

    operations = [migrations.RunSQL(DUE_NOW, migrations.RunSQL.noop)]

"""Cases that were imported late stood on the top of the ladder, as if leaders had been told: they stand aside now."""

from django.db import migrations

ASIDE = """
UPDATE cases_case c SET chase_level = 6
 WHERE c.is_open AND c.chase_level = 5 AND c.external_system <> '' AND c.reporter_id IS NULL
   AND NOT EXISTS (SELECT FROM cases_caseevent e WHERE e.case_id = c.id AND e.move = 'escalate')
"""
BACK = "UPDATE cases_case SET chase_level = 5 WHERE chase_level = 6"


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_numbers_of_other_systems")]
    operations = [migrations.RunSQL(ASIDE, BACK)]

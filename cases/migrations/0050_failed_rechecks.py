"""A closed case says itself that a re-check was not passed, so that a list can ask for it."""

from django.db import migrations, models

# Of the last re-check or reopening of each case: what a re-check found, if that came last.
KNOWN = """
UPDATE cases_case SET recheck_failed_at = last.at
  FROM (SELECT DISTINCT ON (case_id) case_id, move, at, data ->> 'passed' AS passed FROM cases_caseevent
         WHERE move IN ('recheck', 'reopen') ORDER BY case_id, seq DESC) AS last
 WHERE last.case_id = cases_case.id AND last.move = 'recheck' AND last.passed = 'false'
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_papers_append_only")]

    operations = [
        migrations.AddField("case", "recheck_failed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(("recheck_failed_at__isnull", False)),
                fields=["recheck_failed_at"],
                name="case_recheck_failed",
            ),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]

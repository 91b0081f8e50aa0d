"""When the clock looks at a case stands in a table of its own, which triggers of the cases write.

The release before goes on chasing by the column of the case while it still runs beside this one: correct, but without
the index (`0029_chase_by_entries`) it reads all cases for it. Nobody writes cases while this runs: it takes a second
for a hundred thousand open ones.
"""

import django.db.models.deletion
from django.db import migrations, models

FOLLOW = """
CREATE FUNCTION case_chase_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.next_chase_at IS NOT NULL AND NEW.next_chase_at IS NOT NULL THEN
        UPDATE cases_chaseentry SET at = NEW.next_chase_at WHERE at = OLD.next_chase_at AND case_id = OLD.id;
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.next_chase_at IS NOT NULL THEN
        DELETE FROM cases_chaseentry WHERE at = OLD.next_chase_at AND case_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.next_chase_at IS NOT NULL THEN
        INSERT INTO cases_chaseentry (at, case_id) VALUES (NEW.next_chase_at, NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER case_chase_begins AFTER INSERT ON cases_case FOR EACH ROW
    WHEN (NEW.next_chase_at IS NOT NULL) EXECUTE FUNCTION case_chase_follows();
CREATE TRIGGER case_chase_follows AFTER UPDATE ON cases_case FOR EACH ROW
    WHEN (OLD.next_chase_at IS DISTINCT FROM NEW.next_chase_at) EXECUTE FUNCTION case_chase_follows();
CREATE TRIGGER case_chase_ends AFTER DELETE ON cases_case FOR EACH ROW
    WHEN (OLD.next_chase_at IS NOT NULL) EXECUTE FUNCTION case_chase_follows();
SET LOCAL statement_timeout = 0;
INSERT INTO cases_chaseentry (at, case_id) SELECT next_chase_at, id FROM cases_case WHERE next_chase_at IS NOT NULL;
"""
LEAVE = """
DROP TRIGGER case_chase_ends ON cases_case;
DROP TRIGGER case_chase_follows ON cases_case;
DROP TRIGGER case_chase_begins ON cases_case;
DROP FUNCTION case_chase_follows();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_private_ones_in_the_order_of_lists")]
    operations = [
        migrations.CreateModel(
            name="ChaseEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "at", "case", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "case that the clock looks at",
                "verbose_name_plural": "cases that the clock looks at",
            },
        ),
        migrations.RunSQL(FOLLOW, LEAVE),
    ]

"""Each unit knows the units below it: who sees what is asked for each list, and the tree changes a few times a year."""

from django.db import migrations

# A circle of parents ends, since UNION takes out what was found before. One statement for all: a city has hundreds of
# units, and a trigger for each row would run the whole for each of them when a city is loaded.
KEEP = """
CREATE FUNCTION department_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.below := ARRAY[NEW.id];
    RETURN NEW;
END $$;
CREATE FUNCTION department_tree_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH RECURSIVE tree (top, id) AS (
        SELECT id, id FROM departments_department
        UNION SELECT tree.top, unit.id FROM departments_department unit JOIN tree ON unit.parent_id = tree.id
    ), found AS (SELECT top, array_agg(id ORDER BY id) AS below FROM tree GROUP BY top)
    UPDATE departments_department unit SET below = found.below FROM found
     WHERE found.top = unit.id AND unit.below IS DISTINCT FROM found.below;
    RETURN NULL;
END $$;
CREATE TRIGGER department_begins BEFORE INSERT ON departments_department
    FOR EACH ROW EXECUTE FUNCTION department_begins();
CREATE TRIGGER department_tree_grew AFTER INSERT OR DELETE ON departments_department
    FOR EACH STATEMENT EXECUTE FUNCTION department_tree_changed();
CREATE TRIGGER department_tree_changed AFTER UPDATE OF parent_id ON departments_department
    FOR EACH STATEMENT EXECUTE FUNCTION department_tree_changed();
"""

FORGET = """
DROP TRIGGER department_tree_changed ON departments_department;
DROP TRIGGER department_tree_grew ON departments_department;
DROP TRIGGER department_begins ON departments_department;
DROP FUNCTION department_tree_changed();
DROP FUNCTION department_begins();
"""


class Migration(migrations.Migration):
    dependencies = [("departments", "0001_tables")]
    operations = [migrations.RunSQL(KEEP, FORGET)]

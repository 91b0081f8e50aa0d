"""Columns and rows of a point among 2**30 along each side of the world in Web Mercator, from the north-west.

Plain arithmetic, which PostgreSQL writes into the statement; what lies beyond 85 degrees is put on the border.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION map_x(point geometry) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(1073741823, floor((ST_X(point) + 180) / 360 * 1073741824))::integer
$$;
CREATE FUNCTION map_y(point geometry) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT greatest(0, least(1073741823, floor(
        (1 - asinh(tand(greatest(-85.1, least(85.1, ST_Y(point))))) / pi()) * 536870912)))::integer
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0037_supervised_cases_are_found")]
    operations = [
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION map_x(geometry); DROP FUNCTION map_y(geometry);"),
    ]

"""Finding the place of a point, in the database: its plans are kept by the connection, which planning each time is not."""

from django.db import migrations

LOCATE = """
CREATE FUNCTION grids_locate(
    lng float8, lat float8,
    OUT in_unit_grid bigint, OUT in_duty_grid bigint, OUT in_community bigint, OUT in_street bigint, OUT in_district bigint,
    OUT names jsonb
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    point geometry := ST_SetSRID(ST_MakePoint(lng, lat), 4326);
    deepest bigint;
    grid_code text;
BEGIN
    -- On a border the polygon whose code sorts first wins. ST_Covers, for ST_Contains loses the borders.
    SELECT id, duty_grid_id, community_id, code INTO in_unit_grid, in_duty_grid, deepest, grid_code
      FROM grids_unitgrid WHERE ended_on IS NULL AND ST_Covers(geom, point) ORDER BY code LIMIT 1;
    IF deepest IS NULL THEN
        SELECT id INTO deepest FROM grids_area WHERE ended_on IS NULL AND ST_Covers(geom, point)
         ORDER BY array_position(ARRAY['community', 'street', 'district'], level::text), code LIMIT 1;
    END IF;
    IF deepest IS NULL THEN
        RETURN;
    END IF;
    SELECT max(x.id) FILTER (WHERE x.level = 'community'), max(x.id) FILTER (WHERE x.level = 'street'),
           max(x.id) FILTER (WHERE x.level = 'district'),
           jsonb_object_agg(x.level, jsonb_build_array(x.code, x.name)) FILTER (WHERE x.level IS NOT NULL)
      INTO in_community, in_street, in_district, names
      FROM grids_area a LEFT JOIN grids_area p ON p.id = a.parent_id LEFT JOIN grids_area pp ON pp.id = p.parent_id,
           LATERAL (VALUES (a.id, a.level, a.code, a.name), (p.id, p.level, p.code, p.name), (pp.id, pp.level, pp.code, pp.name),
                           (in_unit_grid, CASE WHEN in_unit_grid IS NOT NULL THEN 'unit_grid' END, grid_code, ''),
                           (in_duty_grid, CASE WHEN in_duty_grid IS NOT NULL THEN 'duty_grid' END,
                            (SELECT code FROM grids_dutygrid WHERE id = in_duty_grid),
                            (SELECT name FROM grids_dutygrid WHERE id = in_duty_grid))) AS x(id, level, code, name)
     WHERE a.id = deepest;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("grids", "0001_tables")]
    operations = [migrations.RunSQL(LOCATE, "DROP FUNCTION grids_locate(float8, float8);")]

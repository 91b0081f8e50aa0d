"""万米单元网格 carved out of communities: cells of about 10,000 m² along roads and waters, without gap or overlap.

Shapes are in degrees of WGS 84, with 9 decimals as the folder's files have them: every step snaps to that grid, so that
borders which meet are the same to the last digit. Metres are only measured. Nothing here needs the database.
"""

from grids.carving.carve import Ground, carve
from grids.carving.cover import cover
from grids.carving.duty import duty_grids
from grids.carving.order import in_order
from grids.carving.plane import Scale

__all__ = ["Ground", "Scale", "carve", "cover", "duty_grids", "in_order"]

"""How places, permits, zones and surveys are shown."""

from places.presenters.histories import Moment, timeline
from places.presenters.places import HereSaid, boundary, phone, points, said_of

__all__ = ["HereSaid", "Moment", "boundary", "phone", "points", "said_of", "timeline"]

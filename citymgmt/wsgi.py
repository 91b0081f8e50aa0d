"""The door for web servers."""

import os
import sys
from typing import Any, cast

from django.core.wsgi import get_wsgi_application

from citymgmt.warm import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citymgmt.settings")
# GeoDjango and openpyxl load numpy where it is installed, 15 MB that no web process needs: here it is not.
sys.modules.setdefault("numpy", cast(Any, None))
application = get_wsgi_application()
warm_up()

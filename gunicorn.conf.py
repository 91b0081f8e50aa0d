"""How the web server runs. Gunicorn reads this file by itself in the folder it is started in.

The application is loaded once, before the workers are forked: what none of them changes is in memory once for all.
A new release needs a restart: the signal HUP starts new workers of the old code.
"""

import gc
import os
from typing import Any

from common.logs import Reticent

preload_app = os.environ.get("DEBUG") != "1"  # with `--reload` each worker must load it by itself


def on_starting(server: Any) -> None:
    """Gunicorn's own log says that a request failed, without what was looked for and what it was done with."""
    for handler in server.log.error_log.handlers:
        handler.setFormatter(Reticent(server.log.error_fmt, server.log.datefmt))


on_reload = on_starting  # which makes the handlers anew


def when_ready(_server: object) -> None:
    """Before the first fork: the collector never looks at what is there now, for looking would copy it."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """A long list that is taken as a file may last longer than a worker may be silent: each of its pages is a sign."""
    from common import download

    download.alive = worker.notify

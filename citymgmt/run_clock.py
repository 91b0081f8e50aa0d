"""`python -m citymgmt.run_clock`: the clock as a process, until SIGTERM or Ctrl-C."""

import os
import signal
import threading

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citymgmt.settings")
    django.setup()
    from citymgmt import clock  # needs the models, which need the set-up

    ending = {signal.SIGINT, signal.SIGTERM}
    stop = threading.Event()
    # Waited for in a thread: a handler that sets the event could interrupt the very wait that holds the event's lock.
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    threading.Thread(target=_wait, args=(ending, stop), daemon=True).start()
    clock.run(stop)


def _wait(ending: set[signal.Signals], stop: threading.Event) -> None:
    signal.sigwait(ending)
    stop.set()


if __name__ == "__main__":
    main()

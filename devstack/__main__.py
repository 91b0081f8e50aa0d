"""`python -m devstack VERB`, which `./dev` calls once Python and the packages are there."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping

from devstack import steps
from devstack.check import check
from devstack.forget import forget
from devstack.layout import CHECKOUT, layout, prepare
from devstack.services import ServiceError, addresses, running, services
from devstack.stack import start

WITH_PLAY = {"demo", "check", "manage", "python"}  # the play city is installed; not for `run`, which is how a city runs


def with_services(work: Callable[[Mapping[str, str]], int]) -> int:
    """Do one piece of work with PostgreSQL and Redis there: a running set is used, else one is started for it."""
    place = layout()
    prepare(place)
    environ = dict(os.environ)
    with running(services(place, environ)):
        return work(addresses(place, environ))


def command(arguments: list[str]) -> Callable[[Mapping[str, str]], int]:
    def work(env: Mapping[str, str]) -> int:
        return subprocess.run(arguments, cwd=CHECKOUT, env={**os.environ, **env}, check=False).returncode

    return work


def messages() -> int:
    place = layout()
    prepare(place)
    steps.messages(place, {})
    return 0


def main(arguments: list[str]) -> int:
    match arguments:
        case ["demo"]:
            return start(demo=True)
        case ["run"]:
            return start(demo=False)
        case ["check"]:
            return with_services(check)
        case ["messages"]:
            return messages()
        case ["forget"]:
            return forget()
        case ["manage", *rest]:
            return with_services(command([*steps.MANAGE, *rest]))
        case ["python", *rest]:
            return with_services(command([sys.executable, *rest]))
        case _:
            print("usage: python -m devstack demo|run|check|messages|forget|manage ARGS|python ARGS", file=sys.stderr)
            return 64


if __name__ == "__main__":
    if WITH_PLAY & set(sys.argv[1:2]):
        os.environ.setdefault("DEMO", "1")
    try:
        sys.exit(main(sys.argv[1:]))
    except ServiceError as problem:
        sys.exit(f"dev: {problem}")
    except subprocess.CalledProcessError as problem:
        sys.exit(f"dev: this failed: {' '.join(map(str, problem.cmd))}")
    except KeyboardInterrupt:
        sys.exit(130)

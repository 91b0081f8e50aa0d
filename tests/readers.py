"""A reader that does as it is told, as a program behind the border: `python -m tests.readers raise`."""

import os
import signal
import sys

from common.child import border, confine


def main(what: str) -> int:
    confine(memory=300 << 20, seconds=1)
    with border():
        if what == "raise":
            raise RuntimeError("an odd file")
        if what == "grow":
            b"x" * (1 << 30)
        while what == "spin":
            pass
        if what == "fall":
            os.kill(os.getpid(), signal.SIGSEGV)
    if what == "full":
        raise OSError("no space left")
    sys.stdout.write(" ".join(sorted(os.environ)) if what == "environment" else sys.stdin.read()[::-1])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

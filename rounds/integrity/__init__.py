"""What must hold of rounds in a live database; `manage.py fsck` asks it with what must hold of cases."""

from rounds.integrity.findings import CHECKS as FINDINGS_CHECKS
from rounds.integrity.rounds import CHECKS as ROUNDS_CHECKS

CHECKS = (*ROUNDS_CHECKS, *FINDINGS_CHECKS)

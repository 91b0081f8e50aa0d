"""What the city keeps of who owns which matter where."""

from cases.registers.rules import RULE_EDITORS, RULES, RuleData
from cases.registers.rules_file import RULES_FILE

__all__ = ["RULES", "RULES_FILE", "RULE_EDITORS", "RuleData"]

"""What the city keeps of who owns which matter where, and who sees which part of it."""

from cases.registers.rules import RULE_EDITORS, RULES, RuleData
from cases.registers.rules_file import RULES_FILE
from cases.registers.scopes import SCOPES, ScopeData
from cases.registers.webhooks import WEBHOOK

__all__ = ["RULES", "RULES_FILE", "RULE_EDITORS", "SCOPES", "WEBHOOK", "RuleData", "ScopeData"]

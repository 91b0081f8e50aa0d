"""The engine of moves: what any house needs whose things have states, and people who move them."""

from common.workflow.moves import ERASE, PASSED, SYSTEM, Clock, Move, Tone, Verdict, Word

__all__ = ["ERASE", "PASSED", "SYSTEM", "Clock", "Move", "Tone", "Verdict", "Word"]

"""What other addons may import from this one. Any other path may change."""

from .models.crm_goal.parts import Column, GoalPart

__all__ = ["Column", "GoalPart"]

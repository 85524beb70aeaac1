"""What other addons may import from this one. Any other path may change."""

from .exceptions import GateClosed
from .lib.lock import EVERYWHERE, Reach
from .models.gate import GateContext

__all__ = ["EVERYWHERE", "GateClosed", "GateContext", "Reach"]

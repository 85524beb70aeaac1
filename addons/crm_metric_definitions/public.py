"""What other addons may import from this one. Any other path may change."""

from .engine.errors import MeasureError
from .fields import NullableFloat, NullableMonetary
from .hooks import empty_tables
from .lib import diff, fingerprint, periods
from .models.approval.crm_append_only_mixin import amend, append, remove
from .models.approval.crm_system_fields_mixin import SYSTEM, write_system

__all__ = [
    "MeasureError",
    "NullableFloat",
    "NullableMonetary",
    "SYSTEM",
    "amend",
    "append",
    "diff",
    "empty_tables",
    "fingerprint",
    "periods",
    "remove",
    "write_system",
]

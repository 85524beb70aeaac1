"""What other addons may import from this one. Any other path may change."""

from .engine.errors import MeasureError
from .fields import NullableFloat, NullableMonetary
from .hooks import empty_tables
from .lib import diff, fingerprint, periods
from .models.approval import say
from .models.approval.content_words import ContentWords
from .models.approval.crm_append_only_mixin import amend, append, remove
from .models.approval.crm_system_fields_mixin import SYSTEM, write_system
from .models.approval.parts import Part, content

__all__ = [
    "ContentWords",
    "MeasureError",
    "NullableFloat",
    "NullableMonetary",
    "Part",
    "SYSTEM",
    "amend",
    "append",
    "content",
    "diff",
    "empty_tables",
    "fingerprint",
    "periods",
    "remove",
    "say",
    "write_system",
]

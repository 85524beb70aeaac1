"""What other addons may import from this one. Any other path may change."""

from . import arguments
from .engine.errors import MeasureError
from .fields import NullableFloat, NullableMonetary
from .hooks import empty_tables, empty_view_extensions, rename_xml_ids
from .jobs import one_by_one
from .lib import amounts, diff, fingerprint, periods, seal, shift, statement
from .lib.fingerprint import canonical
from .lib.periods import months_between
from .models.approval import say
from .models.approval.acting import unknown_author
from .models.approval.content_words import ContentWords
from .models.approval.crm_append_only_mixin import amend, append, remove
from .models.approval.crm_system_fields_mixin import SYSTEM, write_system
from .models.approval.parts import Part, at_version, content
from .models.approval.seen import seen

__all__ = [
    "ContentWords",
    "MeasureError",
    "NullableFloat",
    "NullableMonetary",
    "Part",
    "SYSTEM",
    "amend",
    "amounts",
    "append",
    "arguments",
    "at_version",
    "canonical",
    "content",
    "diff",
    "empty_tables",
    "empty_view_extensions",
    "fingerprint",
    "months_between",
    "one_by_one",
    "periods",
    "remove",
    "rename_xml_ids",
    "say",
    "seal",
    "seen",
    "shift",
    "statement",
    "unknown_author",
    "write_system",
]

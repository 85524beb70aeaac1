from . import crm_append_only_mixin
from . import crm_approval
from . import crm_approval_part_mixin
from . import crm_approval_mixin
from . import crm_approval_mixin_content
from . import crm_approval_mixin_decision

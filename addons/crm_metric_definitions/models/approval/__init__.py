from . import crm_system_fields_mixin
from . import crm_append_only_mixin
from . import crm_approval
from . import crm_authorship_mixin
from . import crm_approval_mixin
from . import deciding
from . import ir_actions_server
from . import crm_approval_part_mixin

from . import crm_system_fields_mixin
from . import crm_append_only_mixin
from . import crm_approval
from . import crm_authorship_mixin
from . import crm_comparable_mixin
from . import crm_wording_mixin
from . import crm_approval_mixin
from . import crm_approval_part_mixin

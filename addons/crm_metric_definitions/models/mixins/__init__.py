from . import crm_shared_mixin

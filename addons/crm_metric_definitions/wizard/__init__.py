from . import crm_approval_wizard

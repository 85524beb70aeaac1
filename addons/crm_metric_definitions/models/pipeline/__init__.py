from . import crm_lead
from . import crm_lead_contact_role
from . import crm_lead_cycle
from . import crm_salesperson_period
from . import memberships

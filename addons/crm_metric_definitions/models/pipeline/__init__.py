from . import crm_lead
from . import crm_lead_contact_role
from . import crm_lead_cycle
from . import crm_lead_end
from . import crm_salesperson_period
from . import crm_salesperson_begin
from . import memberships

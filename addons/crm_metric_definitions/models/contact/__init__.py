from . import crm_contact_person
from . import touch_types
from . import crm_contact_colleague
from . import crm_contact_touch
from . import crm_contact_knowledge
from . import crm_contact_neglect

from . import base_language_import
from . import ir_actions_actions
from . import ir_model_data
from . import ir_module_module
from . import mail_template
from . import res_company
from . import res_groups
from . import res_users

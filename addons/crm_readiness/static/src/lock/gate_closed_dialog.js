import {registry} from "@web/core/registry";
import {RedirectWarningDialog} from "@web/core/errors/error_dialogs";

registry
    .category("error_dialogs")
    .add("odoo.addons.crm_readiness.exceptions.GateClosed", RedirectWarningDialog);

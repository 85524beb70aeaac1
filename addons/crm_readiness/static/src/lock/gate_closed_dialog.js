import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {RedirectWarningDialog} from "@web/core/errors/error_dialogs";

const BULLET = "\n- ";

/** A refusal of the lock: one sentence, what is missing, and the way to the gate. */
export class GateClosedDialog extends RedirectWarningDialog {
    static template = "crm_readiness.GateClosedDialog";

    setup() {
        super.setup();
        [this.sentence, ...this.missing] = this.message.split(BULLET);
        this.title = _t("Locked until the gate opens");
    }
}

registry
    .category("error_dialogs")
    .add("odoo.addons.crm_readiness.exceptions.GateClosed", GateClosedDialog);

import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

/**
 * Tells the server which version of the record was edited, so that it can refuse to
 * overwrite what somebody else has saved meanwhile.
 */
export class VersionedFormController extends FormController {
    async onWillSaveRecord(record, changes) {
        if (record.resId && record.data.edited_version) {
            changes.edited_version = record.data.edited_version;
        }
        return super.onWillSaveRecord(...arguments);
    }
}

registry
    .category("views")
    .add("versioned_form", {...formView, Controller: VersionedFormController});

import {DomainField, domainField} from "@web/views/fields/domain/domain_field";
import {DomainSelector} from "@web/core/domain_selector/domain_selector";
import {DomainSelectorDialog} from "@web/core/domain_selector_dialog/domain_selector_dialog";
import {registry} from "@web/core/registry";

// The editor of a measure's condition: it offers what the measure's source lists.
// `offered` is {model: [names of fields]}.

export class SourceDomainSelector extends DomainSelector {
    static props = {...DomainSelector.props, offered: Object};

    getDefaultCondition(fieldDefs) {
        const names = this.props.offered[this.props.resModel] || [];
        const offered = Object.entries(fieldDefs).filter(([name]) =>
            names.includes(name)
        );
        return super.getDefaultCondition(
            offered.length ? Object.fromEntries(offered) : fieldDefs
        );
    }

    getPathEditorInfo(...args) {
        const info = super.getPathEditorInfo(...args);
        return {
            ...info,
            extractProps: (params) => ({
                ...info.extractProps(params),
                filter: (fieldDef, _path, resModel) =>
                    fieldDef.searchable &&
                    (this.props.offered[resModel] || []).includes(fieldDef.name),
            }),
        };
    }
}

export class SourceDomainDialog extends DomainSelectorDialog {
    static components = {
        ...DomainSelectorDialog.components,
        DomainSelector: SourceDomainSelector,
    };
    static props = {...DomainSelectorDialog.props, offered: Object};

    get domainSelectorProps() {
        return {...super.domainSelectorProps, offered: this.props.offered};
    }
}

export class SourceDomainField extends DomainField {
    static template = "crm_metric_definitions.SourceDomainField";

    onEditDialogBtnClick() {
        this.addDialog(SourceDomainDialog, {
            resModel: this.getResModel(),
            domain: this.getDomain(),
            isDebugMode: Boolean(this.env.debug),
            offered: this.props.record.data.offered_conditions || {},
            onConfirm: this.update.bind(this),
        });
    }
}

registry.category("fields").add("crm_metric_source_domain", {
    ...domainField,
    component: SourceDomainField,
    additionalClasses: ["o_field_domain"], // looks like the editor of Odoo
});

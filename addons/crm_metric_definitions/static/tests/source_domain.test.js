import {expect, test} from "@odoo/hoot";
import {SourceDomainSelector} from "@crm_metric_definitions/source_domain/source_domain_field";

test("the editor of conditions offers what the source lists", () => {
    const selector = Object.create(SourceDomainSelector.prototype);
    selector.props = {
        resModel: "crm.lead",
        offered: {"crm.lead": ["type", "stage_id"], "crm.stage": ["is_won"]},
    };
    const info = selector.getPathEditorInfo("crm.lead", {path: "type"});
    const {filter} = info.extractProps({update: () => {}, value: "type"});
    const field = (name) => ({name, searchable: true});
    expect(filter(field("type"), "", "crm.lead")).toBe(true);
    expect(filter(field("email_from"), "", "crm.lead")).toBe(false);
    expect(filter(field("is_won"), "stage_id", "crm.stage")).toBe(true);
    expect(filter(field("login"), "user_id", "res.users")).toBe(false);
});

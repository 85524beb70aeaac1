import {Component, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/**
 * One sampled record at a time, with two big buttons: made for a phone and five
 * minutes. The server stores each answer at once, so leaving loses nothing.
 */
export class AnswerSheet extends Component {
    static template = "crm_metric_definitions.AnswerSheet";
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.checkId =
            this.props.action.params.check_id || this.props.action.context.active_id;
        this.state = useState({sheet: null, place: 0, when: "", busy: false});
        onWillStart(() => this.load());
    }

    async load() {
        const sheet = await this.orm.call("crm.metric.check", "answer_sheet", [
            [this.checkId],
        ]);
        this.state.sheet = sheet;
        const open = sheet.items.findIndex((item) => item.counts === null);
        this.go(open === -1 ? sheet.items.length : open);
    }

    get item() {
        return this.state.sheet.items[this.state.place];
    }

    get total() {
        return this.state.sheet.items.length;
    }

    get answered() {
        return this.state.sheet.items.filter((item) => item.counts !== null).length;
    }

    get progress() {
        return _t("%(place)s of %(total)s", {
            place: this.state.place + 1,
            total: this.total,
        });
    }

    get width() {
        return `width: ${this.total ? (100 * this.answered) / this.total : 0}%`;
    }

    go(place) {
        this.state.place = Math.max(0, Math.min(place, this.total));
        this.state.when = this.item?.when || "";
    }

    async answer(counts) {
        if (this.state.busy) {
            return;
        }
        const item = this.item;
        const when = (counts && this.state.when) || null;
        this.state.busy = true;
        try {
            await this.orm.call("crm.metric.check", "answer", [
                [this.checkId],
                item.id,
                counts,
                when,
            ]);
            Object.assign(item, {counts, when});
            const open = this.state.sheet.items.findIndex((i) => i.counts === null);
            const next = this.state.place + 1;
            this.go(next < this.total || open === -1 ? next : open);
        } finally {
            this.state.busy = false;
        }
    }

    openRecord() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.item.record.model,
            res_id: this.item.record.id,
            views: [[false, "form"]],
            target: "new",
        });
    }

    leave() {
        this.action.doAction("crm_metric_definitions.crm_metric_check_action_mine", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("actions").add("crm_metric_definitions.answer_sheet", AnswerSheet);

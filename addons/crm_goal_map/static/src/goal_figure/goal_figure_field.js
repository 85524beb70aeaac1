import {Component, useEffect, useRef} from "@odoo/owl";
import {useBus, useService} from "@web/core/utils/hooks";
import {_t} from "@web/core/l10n/translation";
import {evaluateBooleanExpr} from "@web/core/py_js/py";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * A number that can be unknown, typed as people write it: "48 %", "2.5", "under 3 %".
 * The server reads it, as it reads workbooks and imports. An empty input is unknown,
 * and never 0.
 *
 * Options:
 * - format: field with the metric's value format, by default value_format
 * - metric: field with the metric, by default metric_id
 * - percent: expression; where it is true, "20" means 20 % whatever the format
 * - comparator: field that takes over "under" or "<" typed before the number
 * - basis, change: fields of the target type and of the change, where "+20 %" makes the
 *   figure a change
 * - signed: whether a positive number is shown with its sign
 */
export class GoalFigureField extends Component {
    static template = "crm_goal_map.GoalFigureField";
    static props = {
        ...standardFieldProps,
        basis: {type: String, optional: true},
        change: {type: String, optional: true},
        comparator: {type: String, optional: true},
        format: String,
        metric: String,
        percent: {type: String, optional: true},
        placeholder: {type: String, optional: true},
        signed: {type: Boolean, optional: true},
    };

    setup() {
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.input = useRef("input");
        this.shown = "";
        useEffect(() => this.show());
        // Saving waits for what the server says of the text
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({detail}) =>
            detail.proms.push(this.commit())
        );
    }

    get isPercent() {
        const {format, percent, record} = this.props;
        return (
            record.data[format] === "percent" ||
            evaluateBooleanExpr(percent, record.evalContextWithVirtualIds)
        );
    }

    get isPoints() {
        const {basis, change, name, record} = this.props;
        return change === name && record.data[basis] === "points" && this.isPercent;
    }

    get text() {
        const figure = this.props.record.data[this.props.name];
        if (figure === false) {
            return "";
        }
        const digits = [16, this.isPercent ? 4 : 6];
        const number = this.isPercent ? figure * 100 : figure;
        const text = formatFloat(number, {digits, trailingZeros: false});
        const sign = this.props.signed && figure > 0 ? "+" : "";
        if (this.isPoints) {
            return _t("%s points", `${sign}${text}`);
        }
        return `${sign}${text}${this.isPercent ? " %" : ""}`;
    }

    /** Shows the record's figure, unless somebody is typing or has to mend a text. */
    show(isMended = false) {
        const {el} = this.input;
        const {name, record} = this.props;
        const text = this.text;
        const isKept =
            el && (el.value !== this.shown || record.isFieldInvalid(name)) && !isMended;
        if (el && !isKept) {
            el.value = this.shown = text;
        }
    }

    onInput() {
        const {name, record} = this.props;
        const isDirty = this.input.el.value !== this.shown;
        record.model.bus.trigger("FIELD_IS_DIRTY", isDirty);
        if (!record.isValid) {
            record.resetFieldValidity(name);
        }
    }

    onKeydown({key}) {
        if (key === "Enter" || key === "Tab") {
            this.commit();
        }
    }

    /** Returns when the typed text has become the record's figure, or is refused. */
    commit() {
        const {el} = this.input;
        const {name, record} = this.props;
        const isRefused = record.isFieldInvalid(name) && el?.value === this.refused;
        const isAsked = el?.value === this.asked;
        if (el && el.value !== this.shown && !isAsked && !isRefused) {
            this.asked = el.value;
            this.pending = this.store(el.value).finally(() => {
                this.asked = undefined;
            });
        }
        return this.pending;
    }

    async store(text) {
        const {name, record} = this.props;
        let changes = {[name]: false};
        try {
            if (text.trim()) {
                changes = await this.read(text);
            }
        } catch (error) {
            this.notification.add(error.data?.message || error.message, {
                type: "danger",
            });
            this.refused = text;
            await record.setInvalidField(name);
            return;
        }
        this.shown = text;
        await record.update(changes);
        record.model.bus.trigger("FIELD_IS_DIRTY", false);
        if (this.input.el?.value === text) {
            this.show(true);
        }
    }

    /** Asks the server what a text means; returns the changes of the record. */
    async read(text) {
        const {basis, change, comparator, metric, name, record} = this.props;
        const choices = comparator ? record.fields[comparator].selection : [];
        const read = await this.orm.call("crm.goal", "read_figure", [], {
            text,
            metric_id: record.data[metric]?.id || false,
            basis: basis ? record.data[basis] : "",
            comparators: choices.map(([sign]) => sign),
        });
        const changes = {[name]: read.value};
        if (read.comparator && read.comparator !== record.data[comparator]) {
            changes[comparator] = read.comparator;
        }
        if (basis && read.basis !== record.data[basis]) {
            changes[basis] = read.basis;
            this.notification.add(read.note, {type: "info"});
            if (change !== name) {
                delete changes[name];
                changes[change] = read.value;
            }
        }
        return changes;
    }
}

registry.category("fields").add("goal_figure", {
    component: GoalFigureField,
    displayName: _t("Figure"),
    supportedTypes: ["float"],
    isEmpty: (record, name) => record.data[name] === false,
    extractProps: ({attrs, options}) => ({
        basis: options.basis,
        change: options.change,
        comparator: options.comparator,
        format: options.format || "value_format",
        metric: options.metric || "metric_id",
        percent: options.percent,
        placeholder: attrs.placeholder,
        signed: options.signed,
    }),
    fieldDependencies: ({options}) => [
        {name: options.format || "value_format", type: "selection"},
        {name: options.metric || "metric_id", type: "many2one"},
    ],
});

import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {evaluateBooleanExpr} from "@web/core/py_js/py";
import {formatFloat} from "@web/core/utils/numbers";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useInputField} from "@web/views/fields/input_field_hook";
import {useService} from "@web/core/utils/hooks";

const LARGEST = 1e15; // Floats beyond it do not tell one number from the next
const NUMBER =
    /^([+\-−]?)(\d{1,3}(?:['’\u00a0\u202f ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)\s*(%?)\D*$/;

/** Reads "1.234,5" and "1,234.5": of two marks, the last one is the decimal point. */
function parseDigits(text, userPoint) {
    const digits = text.replace(/['’\u00a0\u202f ]/g, "");
    let point = userPoint === "," ? "," : ".";
    let other = point === "," ? "." : ",";
    const isGrouped = new RegExp(`^\\d{1,3}(\\${other}\\d{3})+$`).test(digits);
    const hasBoth = digits.includes(point) && digits.includes(other);
    if (
        hasBoth
            ? digits.lastIndexOf(other) > digits.lastIndexOf(point)
            : digits.includes(other) && !isGrouped
    ) {
        [point, other] = [other, point];
    }
    return Number(digits.replaceAll(other, "").replace(point, "."));
}

/**
 * A number that can be unknown, typed as people write it: "48 %", "2.5", "under 3 %".
 * An empty input is unknown, and never 0.
 *
 * Options:
 * - format: field with the metric's value format, by default value_format
 * - percent: expression; where it is true, "20" means 20 % whatever the format
 * - comparator: field that takes over "under" or "<" typed before the number
 * - signed: whether a positive number is shown with its sign
 */
export class GoalFigureField extends Component {
    static template = "crm_goal_map.GoalFigureField";
    static props = {
        ...standardFieldProps,
        comparator: {type: String, optional: true},
        format: String,
        percent: {type: String, optional: true},
        placeholder: {type: String, optional: true},
        signed: {type: Boolean, optional: true},
    };

    setup() {
        this.notification = useService("notification");
        useInputField({
            getValue: () => this.text,
            parse: (text) => this.store(text),
        });
    }

    get isPercent() {
        const {format, percent, record} = this.props;
        return (
            record.data[format] === "percent" ||
            evaluateBooleanExpr(percent, record.evalContextWithVirtualIds)
        );
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
        return `${sign}${text}${this.isPercent ? " %" : ""}`;
    }

    /** Returns [comparator or undefined, rest of the text]. */
    splitComparator(text) {
        const {comparator, record} = this.props;
        const choices = comparator ? record.fields[comparator].selection : [];
        const words = [
            ...choices.flatMap(([sign, word]) => [
                [sign, sign],
                [sign, word.toLowerCase()],
            ]),
            [">=", "≥"],
            ["<=", "≤"],
        ].sort((one, other) => other[1].length - one[1].length);
        const known = comparator && words.find(([, word]) => text.startsWith(word));
        return known
            ? [known[0], text.slice(known[1].length).trim()]
            : [undefined, text];
    }

    /** Returns the comparator and the number; throws a sentence for the user. */
    parse(text) {
        const [sign, rest] = this.splitComparator(text.trim().toLowerCase());
        if (!rest) {
            return [undefined, false];
        }
        const match = rest.match(NUMBER);
        let figure = match ? parseDigits(match[2], localization.decimalPoint) : NaN;
        if (!(figure <= LARGEST)) {
            throw new Error(
                _t("“%s” is not a figure. Write one number, such as 48 or 2.5.", text)
            );
        }
        const isFormatKnown = Boolean(this.props.record.data[this.props.format]);
        if (match[3] && isFormatKnown && !this.isPercent) {
            throw new Error(
                _t(
                    "“%s” is a percentage, but the metric is not one. For a change in percent choose “A relative change” under “Target type”.",
                    text
                )
            );
        }
        figure = match[3] || this.isPercent ? figure / 100 : figure;
        return [sign, ["-", "−"].includes(match[1]) ? -figure : figure];
    }

    store(text) {
        const {comparator, name, record} = this.props;
        try {
            const [sign, figure] = this.parse(text);
            const changes = {};
            if (sign && sign !== "=" && sign !== record.data[comparator]) {
                changes[comparator] = sign;
            }
            // useInputField() does not tell 0 from empty, so these two are written here
            if (!figure && figure !== record.data[name]) {
                changes[name] = figure;
            }
            if (Object.keys(changes).length) {
                record.update(changes);
            }
            return figure;
        } catch (error) {
            this.notification.add(error.message, {type: "danger"});
            throw error;
        }
    }
}

registry.category("fields").add("goal_figure", {
    component: GoalFigureField,
    displayName: _t("Figure"),
    supportedTypes: ["float"],
    isEmpty: (record, name) => record.data[name] === false,
    extractProps: ({attrs, options}) => ({
        comparator: options.comparator,
        format: options.format || "value_format",
        percent: options.percent,
        placeholder: attrs.placeholder,
        signed: options.signed,
    }),
    fieldDependencies: ({options}) => [
        {name: options.format || "value_format", type: "selection"},
    ],
});

import {
    PercentageField,
    percentageField,
} from "@web/views/fields/percentage/percentage_field";
import {formatPercentage} from "@web/views/fields/formatters";
import {parsePercentage} from "@web/views/fields/parsers";
import {registry} from "@web/core/registry";
import {useInputField} from "@web/views/fields/input_field_hook";
import {useNumpadDecimal} from "@web/views/fields/numpad_decimal_hook";

/** A share that stays empty until it is entered: unknown is not 0 %. */
export class NullablePercentageField extends PercentageField {
    setup() {
        useInputField({
            getValue: () => this.format({noSymbol: true}),
            refName: "numpadDecimal",
            parse: (text) => parsePercentage(text),
        });
        useNumpadDecimal();
    }

    get formattedValue() {
        return this.format();
    }

    format(options = {}) {
        const {digits, name, record} = this.props;
        if (record.data[name] === false) {
            return "";
        }
        return formatPercentage(record.data[name], {
            ...options,
            digits,
            field: record.fields[name],
        });
    }
}

registry.category("fields").add("nullable_percentage", {
    ...percentageField,
    component: NullablePercentageField,
});

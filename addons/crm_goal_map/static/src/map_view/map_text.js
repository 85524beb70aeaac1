/**
 * Break a text into lines that are at most ``width`` wide. A word that is too long for
 * a line is broken with a hyphen, never cut.
 *
 * @param {string} text
 * @param {number} width
 * @param {(text: string, style: string) => number} measure
 * @param {string} style
 * @returns {string[]}
 */
export function wrapText(text, width, measure, style) {
    const lines = [];
    let line = "";
    for (const {word, glue} of breakable(text)) {
        const longer = line ? `${line}${glue}${word}` : word;
        if (measure(longer, style) <= width) {
            line = longer;
            continue;
        }
        if (line) {
            lines.push(line);
        }
        const parts = breakWord(word, (part) => measure(part, style) <= width);
        line = parts.pop();
        lines.push(...parts);
    }
    return line ? [...lines, line] : lines;
}

/** Even parts, as few as fit: better than a last one of two letters. */
function breakWord(word, fits) {
    const chars = Array.from(word);
    for (let count = 1; ; count++) {
        const size = Math.ceil(chars.length / count);
        const parts = [];
        for (let start = 0; start < chars.length; start += size) {
            const part = chars.slice(start, start + size).join("");
            parts.push(start + size < chars.length ? `${part}-` : part);
        }
        if (size <= 1 || parts.every(fits)) {
            return parts;
        }
    }
}

/** Parts between which a line may end: at spaces and after hyphens, not before a %. */
function breakable(text) {
    return String(text || "")
        .replace(/ %/g, "\u00a0%")
        .split(/[ \t\r\n]+/)
        .filter(Boolean)
        .flatMap((word) =>
            word
                .split(/(?<=\p{L}-)(?=\p{L})/u)
                .map((part, index) => ({word: part, glue: index ? "" : " "}))
        );
}

/** Weight and size of the texts on the map, in px; the stylesheet says the same. */
export const FONTS = {
    title: "600 14px",
    text: "400 13px",
    small: "400 12px",
    badge: "600 11px",
};
const SAFETY = 1.02;

/** Return a function (text, style) → width in px, in the font of an element. */
export function textMeasure(el) {
    const {fontFamily} = getComputedStyle(el);
    const context = document.createElement("canvas").getContext("2d");
    return (text, style) => {
        context.font = `${FONTS[style]} ${fontFamily}`;
        return context.measureText(text).width * SAFETY;
    };
}

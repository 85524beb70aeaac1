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

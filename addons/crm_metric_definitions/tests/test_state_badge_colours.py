import re

from odoo.tests import TransactionCase, tagged


def _luminance(colour):
    """Return the relative luminance of “#rrggbb”, by WCAG 2."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class CompiledColours:
    """The colours that a compiled stylesheet gives to a class."""

    def __init__(self, css):
        self.css = css

    def property(self, selector, name):
        """Return the colour that the last rule of a selector gives to a property."""
        rules = re.findall(rf"{re.escape(selector)}[^{{}}]*\{{([^}}]*)\}}", self.css)
        values = re.findall(rf"(?:^|[;\s]){name}:\s*([^;!]+)", ";".join(rules))
        return self.resolved(values[-1].strip())

    def resolved(self, value):
        if variable := re.match(r"var\((--[\w-]+)\)$", value):
            return self.property(":root", variable[1])
        if numbers := re.match(
            r"rgba?\((\d+), (\d+), (\d+)(, var\(.*, 1\))?\)$", value.lower()
        ):
            return "#{:02x}{:02x}{:02x}".format(*map(int, numbers.groups()[:3]))
        return value.lower()


@tagged("post_install", "-at_install")
class TestStateBadgeColours(TransactionCase):
    """Badges of states can be read: WCAG AA asks for a contrast of 4.5 to 1."""

    def _colours(self, bundle):
        assets = self.env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False)
        return CompiledColours(assets.css().raw.decode())

    def _check(self, bundle, grey=True):
        colours = self._colours(bundle)
        for name in ("success", "info", "warning", "danger"):
            text = colours.property(f".text-{name}-emphasis", "color")
            ground = colours.property(f".bg-{name}-subtle", "background-color")
            self.assertGreaterEqual(contrast(text, ground), 4.5, (name, text, ground))
        if grey:
            text = colours.property(".text-bg-200", "--color")
            ground = colours.property(".bg-200, .text-bg-200", "--background-color")
            self.assertGreaterEqual(contrast(text, ground), 4.5, (text, ground))
        return colours

    def test_light(self):
        colours = self._check("web.assets_web")
        # the classes of Odoo's own badge would not do
        green = colours.property(":root", "--success-rgb")
        white = colours.property(".text-bg-success", "color")
        ground = colours.resolved(f"rgb({green})")
        self.assertLess(contrast(white, ground), 4.5)

    def test_dark(self):
        self._check("web.assets_web_dark")

    def test_portal(self):
        self._check("web.assets_frontend", grey=False)

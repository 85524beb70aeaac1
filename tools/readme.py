"""`make readme`: each addon's README.rst and index.html from its readme/ fragments.

Fragments are Markdown of the simplest kind (paragraphs, lists, code, images, links,
bold); the results are reStructuredText and, by docutils, a page for Odoo's list of
apps. The same fragments always give the same files.
"""

from __future__ import annotations

import ast
import html
import re
import sys
from pathlib import Path

ADDONS = Path(__file__).resolve().parent.parent / "addons"
SECTIONS = {
    "DESCRIPTION": "",
    "CONTEXT": "Use cases and context",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known limits and roadmap",
    "HISTORY": "Changelog",
    "CONTRIBUTORS": "Contributors",
}
IMAGE = re.compile(r"!\[(?P<alt>[^]]*)\]\(\.\./(?P<path>static/description/[^)]+)\)")
LINK = re.compile(r"\[([^]]+)\]\(([^)]+)\)")
STYLE = """\
body { font-family: sans-serif; line-height: 1.5; max-width: 60rem; margin: 1rem auto; \
padding: 0 1rem; }
img { max-width: 100%; border: 1px solid #ddd; }
pre, code { background: #f4f4f4; }
pre { padding: .5rem; overflow: auto; }
"""
# of docutils; a warning is a mistake in a fragment
SETTINGS = {"halt_level": 2, "syntax_highlight": "none", "initial_header_level": 2}
SETTINGS |= {"embed_stylesheet": 0, "file_insertion_enabled": 0, "raw_enabled": 0}


def main() -> int:
    for addon in addons():
        for path, text in files(addon).items():
            if not path.is_file() or path.read_text() != text:
                path.write_text(text)
                print(f"wrote {path.relative_to(ADDONS.parent)}")
    return 0


def addons() -> list[Path]:
    """Return the addons that people install; those for tests only have no page."""
    return sorted(path.parent.parent for path in ADDONS.glob("*/static/description"))


def files(addon: Path) -> dict[Path, str]:
    """Return {path: text} of what is generated for an addon."""
    text, index = restructured(addon), addon / "static" / "description" / "index.html"
    return {addon / "README.rst": text, index: page(text)}


def restructured(addon: Path) -> str:
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    title = manifest["name"]
    version = f"Version {manifest['version']}, licence {manifest['license']}."
    parts = [
        "..\n   Generated from readme/ by `make readme`: change the fragments.",
        f"{'=' * len(title)}\n{title}\n{'=' * len(title)}",
        f"*{manifest['summary']}.* {version}",
    ]
    for name, heading in SECTIONS.items():
        path = addon / "readme" / f"{name}.md"
        if path.is_file():
            if heading:
                parts.append(f"{heading}\n{'=' * len(heading)}")
            parts.append(converted(path.read_text()))
    authors = [f"* {name.strip()}" for name in manifest["author"].split(",")]
    parts.append("Authors\n=======\n\n" + "\n".join(authors))
    return "\n\n".join(parts) + "\n"


def converted(markdown: str) -> str:
    """Turn simple Markdown into reStructuredText."""
    result, code, fence = [], False, ""
    for line in markdown.strip().splitlines():
        if line.lstrip().startswith("```"):
            code = not code
            fence = line[: len(line) - len(line.lstrip())]
            language = line.strip("` ")
            if code:
                result += ["", f"{fence}.. code-block:: {language or 'text'}", ""]
            continue
        if code:
            result.append(f"   {line}".rstrip())
        elif match := IMAGE.fullmatch(line.strip()):
            result.append(f".. image:: {match['path']}\n   :alt: {match['alt']}")
        elif line.startswith("#"):
            heading = line.lstrip("# ")
            result.append(f"{heading}\n{'-' * len(heading)}")
        else:
            result.append(_inline(line))
    return "\n".join(result)


def _inline(line: str) -> str:
    pieces = re.split(r"(`[^`]+`)", line)
    return "".join(
        f"`{piece}`" if piece.startswith("`") else LINK.sub(r"`\1 <\2>`__", piece)
        for piece in pieces
    )


def page(text: str) -> str:
    """Render an addon's README for Odoo, which finds images beside the page."""
    from docutils.core import publish_parts

    parts = publish_parts(text, writer="html5", settings_overrides=SETTINGS)
    body = parts["html_body"].replace('src="static/description/', 'src="')
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n'
        f"<title>{html.escape(parts['title'])}</title>\n<style>\n{STYLE}</style>\n"
        f"</head>\n<body>\n{body.strip()}\n</body>\n</html>\n"
    )


if __name__ == "__main__":
    sys.exit(main())

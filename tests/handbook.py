"""Code blocks of the repository's Markdown files."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(name, language):
    """Return the code blocks of a file in one language, in their order.

    :param name: path below the root of the repository
    """
    text = (ROOT / name).read_text()
    return [code for found, code in FENCE.findall(text) if found == language]


def block(name, language, word):
    """Return the one block that holds a word."""
    (found,) = [code for code in blocks(name, language) if word in code]
    return found

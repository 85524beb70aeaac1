"""One sentence for each thing that can be wrong with a workbook."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

EXAMPLES = {"share": "48 %"}
SENTENCES = {
    # the file
    "none": _lt("Choose a workbook first."),
    "too_large": _lt(
        "The workbook is too large: %(size)s MB, at most %(most)s MB are read."
    ),
    "not_xlsx": _lt("This is not an Excel workbook (.xlsx)."),
    "old_excel": _lt(
        "This is an old or a password-protected Excel file. Save it as .xlsx"
        " without a password."
    ),
    "macros": _lt("The workbook contains macros. Save it as .xlsx without them."),
    "broken": _lt("The workbook is damaged and cannot be read."),
    "strict": _lt(
        "The workbook was saved as “Strict Open XML”. Save it as “Excel Workbook”"
        " (.xlsx)."
    ),
    "foreign": _lt(
        "This workbook was not downloaded from a goal map. Download one, edit it and"
        " import it."
    ),
    "version": _lt(
        "This workbook was downloaded from another version of the goal map."
        " Download it again."
    ),
    "database": _lt("This workbook was downloaded from another Odoo database."),
    "map": _lt("This is the workbook of the map “%(other)s”, not of “%(this)s”."),
    "sheet": _lt("The sheet “%(sheet)s” is missing. Download the workbook again."),
    "column": _lt(
        "The sheet “%(sheet)s” has lost its hidden first row or the column"
        " “%(column)s” of it. Download the workbook again."
    ),
    "merged": _lt(
        "The sheet “%(sheet)s” has merged cells (%(cells)s): unmerge them first."
    ),
    # a sheet or a row
    "unread_sheet": _lt("This sheet is not read."),
    "added": _lt(
        "An added row is not read: create the position or the goal in Odoo, and remove"
        " the row."
    ),
    "twice": _lt("This row exists twice. Remove the copy."),
    "gone": _lt(
        "The record of this row is no longer in the map: it was deleted or moved after"
        " the workbook was downloaded."
    ),
    "kept": _lt(
        "Changed in Odoo since the workbook was downloaded, and not in the workbook:"
        " Odoo's version stays."
    ),
    "stale": _lt(
        "Changed in Odoo since the workbook was downloaded. Odoo says “%(odoo)s”, the"
        " workbook says “%(workbook)s”."
    ),
    "unmarked": _lt(
        "This row has lost its hidden mark, so nobody knows what was changed in it."
        " Download the workbook again."
    ),
    "moved": _lt(
        "This row says “%(said)s”, but when it was downloaded it was “%(name)s”. Sort a"
        " sheet only with its hidden columns, or download the workbook again."
    ),
    # a cell
    "unread": _lt("This cell is not read: change it in Odoo."),
    "formula": _lt("A formula is not read. Type the figure itself."),
    "error": _lt("The cell holds an Excel error."),
    "number": _lt("This is not a number."),
    "percent": _lt("Write it as a percentage: %(share)s."),
    "date": _lt("This is not a date. Write it as 2027-12-31."),
    "needed": _lt(
        "A stated value cannot be emptied here. Delete it in the position's form."
    ),
    "elsewhere": _lt("This cell is not read for this row. Empty it again."),
    "target_elsewhere": _lt(
        "The target of this goal is stated as a change: edit the change."
    ),
    "change_elsewhere": _lt(
        "The target of this goal is stated as a level: edit the target."
    ),
}


def sentence(env, code, **details):
    """Say what is wrong, in the reader's language."""
    return env._(SENTENCES[code]) % (EXAMPLES | details)

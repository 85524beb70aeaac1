"""One sentence for each thing that can be wrong with a workbook."""


def of_workbook(env, error):
    """A sentence for a BadWorkbook."""
    details = error.details
    if error.code == "too_large":
        return env._(
            "The workbook is too large: %(size)s MB, at most %(most)s MB are read.",
            size=round(details["size"] / 1024 / 1024, 1),
            most=round(details["most"] / 1024 / 1024),
        )
    if error.code == "sheet":
        return env._(
            "The sheet “%s” is missing. Download the workbook again.", details["sheet"]
        )
    if error.code == "column":
        return env._(
            "The sheet “%(sheet)s” has lost its hidden first row or the column"
            " “%(column)s” of it. Download the workbook again.",
            sheet=details["sheet"],
            column=details["column"],
        )
    if error.code == "merged":
        return env._(
            "The sheet “%(sheet)s” has merged cells (%(cells)s): unmerge them first.",
            sheet=details["sheet"],
            cells=details["cells"],
        )
    return {
        "not_xlsx": env._("This is not an Excel workbook (.xlsx)."),
        "old_excel": env._(
            "This is an old or a password-protected Excel file. Save it as .xlsx"
            " without a password."
        ),
        "macros": env._("The workbook contains macros. Save it as .xlsx without them."),
        "broken": env._("The workbook is damaged and cannot be read."),
        "foreign": env._(
            "This workbook was not downloaded from a goal map. Download one, edit it,"
            " and read that one."
        ),
        "version": env._(
            "This workbook was downloaded from another version of the goal map."
            " Download it again."
        ),
    }[error.code]


def of_cell(env, code, unit=""):
    """A sentence for an Unreadable cell."""
    if code == "unit":
        if unit:
            return env._("Only “%s” can stand behind the figure.", unit)
        return env._("Nothing can stand behind the figure: the metric has no unit.")
    return {
        "formula": env._("A formula is not read. Type the figure itself."),
        "error": env._("The cell holds an error of Excel."),
        "statement": env._(
            "Not understood. Write one figure, with a word or sign before it and a unit"
            " after it if needed: under 2, more than %(many)s, about %(few)s.",
            many="80 %",
            few="8 %",
        ),
        "number": env._("This is not a number."),
        "percent": env._("Write it as a percentage: %s.", "48 %"),
        "comparator": env._(
            "Only the figure is read here. “At least” or “at most” is changed in the"
            " goal's form."
        ),
        "date": env._("This is not a date. Write it as 2027-12-31."),
        "needed": env._(
            "A stated value cannot be emptied here. Delete it in the position's form."
        ),
        "elsewhere": env._("This cell is not read for this row. Empty it again."),
        "target_elsewhere": env._(
            "The target of this goal is stated as a change: edit the change."
        ),
        "change_elsewhere": env._(
            "The target of this goal is stated as a level: edit the target."
        ),
    }[code]

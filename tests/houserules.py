"""The rules of the house, read from the source of a folder of addons. No Odoo.

Each rule is a function of the folder that returns one sentence for each offence.
"""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ABOVE_MODELS = ("report", "wizard", "workbook", "controllers")
NOT_PRODUCT = ("tests", "migrations", "__pycache__")
NAMING_FILES = ("*.py", "*.xml", "*.js", "*.csv", "*.scss")
# said by each class of a model, or by Odoo itself
OF_A_CLASS = {"_name", "_inherit", "__slots__"}


@dataclass(frozen=True)
class Definition:
    """A method, field or other attribute in the body of a model's class."""

    model: str
    name: str
    is_method: bool
    path: Path
    line: int
    inherits: bool

    @property
    def place(self):
        return f"{self.path}:{self.line}"


class Addon:
    def __init__(self, folder):
        self.folder = folder
        self.name = folder.name

    @cached_property
    def depends(self):
        manifest = (self.folder / "__manifest__.py").read_text()
        return ast.literal_eval(manifest).get("depends", [])

    @cached_property
    def trees(self):
        """{path inside the addon: syntax tree} of the product, tests left out."""
        return {
            path.relative_to(self.folder): ast.parse(path.read_text())
            for path in sorted(self.folder.rglob("*.py"))
            if not set(path.parts) & set(NOT_PRODUCT)
        }

    @cached_property
    def classes(self):
        """[(path, model, is an extension, class node)]"""
        return [
            (path, *model, node)
            for path, tree in self.trees.items()
            for node in tree.body
            if isinstance(node, ast.ClassDef) and (model := _model(node))
        ]

    @cached_property
    def definitions(self):
        return [
            Definition(model, name, is_method, path, line, inherits)
            for path, model, inherits, node in self.classes
            for name, is_method, line in _attributes(node)
        ]

    @cached_property
    def models(self):
        """Names of the models that this addon brings."""
        return {model for _path, model, inherits, _node in self.classes if not inherits}


def addons(folder):
    """{name: addon} of a folder."""
    paths = sorted(Path(folder).glob("*/__manifest__.py"))
    return {path.parent.name: Addon(path.parent) for path in paths}


def _model(node):
    """(name of the model, whether the class extends it), or None for other classes."""
    said = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = getattr(statement.targets[0], "id", None)
            if target in ("_name", "_inherit"):
                said[target] = ast.literal_eval(statement.value)
    if not said:
        return None
    parents = said.get("_inherit") or []
    parents = [parents] if isinstance(parents, str) else list(parents)
    name = said.get("_name")
    if not name and len(parents) == 1:
        name = parents[0]
    if not name:  # Odoo makes it of the name of the class
        name = re.sub(r"(?<=[^_])([A-Z])", r".\1", node.name).lower()
    return name, name in parents


def _attributes(node):
    """(name, is a method, line) of what stands in the body of a class."""
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef):
            decorators = [getattr(d, "attr", "") for d in statement.decorator_list]
            if "setter" not in decorators:
                yield statement.name, True, statement.lineno
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = getattr(statement, "targets", None) or [statement.target]
            for target in targets:
                if isinstance(target, ast.Name) and target.id not in OF_A_CLASS:
                    yield target.id, False, statement.lineno


# -- no model overrides itself ---------------------------------------------------


def overrides(addon):
    """What a model defines twice within an addon: methods, fields, other attributes."""
    by_name = defaultdict(list)
    for definition in addon.definitions:
        by_name[definition.model, definition.name].append(definition)
    return [
        f"{addon.name}: {model}.{name} in " + ", ".join(d.place for d in twice)
        for (model, name), twice in sorted(by_name.items())
        if len(twice) > 1
    ]


# -- a folder for a model --------------------------------------------------------


def spread(addon):
    """Models that are spread over files outside their own folder.

    A model's own folder is where it is created. For a model of another addon it is the
    folder with most of what we add to it. There a model has a file for each aspect. Any
    other folder stands for a topic, and may add to the model in one class.
    """
    folders = defaultdict(lambda: defaultdict(list))
    home = {}
    for path, model, inherits, _node in addon.classes:
        folders[model][path.parent].append(str(path))
        if not inherits:
            home[model] = path.parent
    offences = []
    for model, places in sorted(folders.items()):
        own = home.get(model) or max(places, key=lambda folder: len(places[folder]))
        offences += [
            f"{addon.name}: {model} of {own} in {', '.join(paths)}"
            for folder, paths in sorted(places.items())
            if folder != own and len(paths) > 1
        ]
    return offences


# -- models/ needs nothing of report/, wizard/, workbook/ ------------------------


def needs_from_above(addon):
    """What models/ and the rooms below take from the rooms above them."""
    above, below = defaultdict(set), defaultdict(set)
    new_models = set(addon.models)
    for path, model, inherits, _node in addon.classes:
        if path.parts[0] not in ABOVE_MODELS and not inherits:
            new_models.discard(model)
    for definition in addon.definitions:
        is_above = definition.path.parts[0] in ABOVE_MODELS
        (above if is_above else below)[definition.model].add(definition.name)
    known_below = set().union(*below.values())
    # names that only a room above gives to a model that exists without it
    only_above = set()
    for model, names in above.items():
        if model not in new_models:
            only_above |= names - known_below
    offences = []
    for path, tree in addon.trees.items():
        if len(path.parts) == 1 or path.parts[0] in ABOVE_MODELS:
            continue
        models = {id(n): m for p, m, _i, n in addon.classes if p == path}
        for line, name in _imports_of(tree, path, addon.name):
            offences.append(f"{addon.name}: {path}:{line} imports {name}")
        for line, name in _names(tree, only_above, new_models):
            offences.append(f"{addon.name}: {path}:{line} needs {name}")
        for node in tree.body:
            if model := models.get(id(node)):
                missing = above[model] - below[model]
                for line, name in _names_on_self(node, missing - only_above):
                    offences.append(f"{addon.name}: {path}:{line} needs {name}")
    return offences


def _imports_of(tree, path, addon):
    """(line, module) of imports from the rooms above."""
    here = ("odoo", "addons", addon, *path.parts[:-1])
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            base = (*base, *(node.module or "").split("."))
            modules = [tuple(filter(None, (*base, name.name))) for name in node.names]
        elif isinstance(node, ast.Import):
            modules = [tuple(name.name.split(".")) for name in node.names]
        for module in modules:
            if module[:3] == here[:3] and module[3:4] and module[3] in ABOVE_MODELS:
                yield node.lineno, ".".join(module)


def _names(tree, names, models):
    """(line, name) where code reads one of these attributes or names one in a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield node.lineno, node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in models:
                yield node.lineno, node.value
            elif re.fullmatch(r"[\w.]+", node.value):
                for part in names.intersection(node.value.split(".")):
                    yield node.lineno, part


def _names_on_self(node, names):
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr in names:
            if getattr(part.value, "id", "") in ("self", "cls"):
                yield part.lineno, part.attr


# -- a lower addon knows no upper one --------------------------------------------


def names_of_upper_addons(folder):
    """Where an addon's files name an addon, model or field of one that builds on it."""
    ours = addons(folder)
    offences = []
    for lower in ours.values():
        uppers = [a for a in ours.values() if lower.name in _all_depends(a, ours)]
        models = set().union(*(upper.models for upper in uppers))
        parts = {upper.name for upper in uppers}
        parts |= {field for upper in uppers for field in _fields(lower, upper)}
        prefixes = tuple(f"o_{upper.name}" for upper in uppers)
        for path in _files(lower.folder) if uppers else ():
            for number, line in enumerate(path.read_text().splitlines(), 1):
                for word in re.findall(r"\w[\w.]*\w", line):
                    named = word in models or parts & set(word.split("."))
                    if named or word.startswith(prefixes):
                        place = f"{path.relative_to(lower.folder)}:{number}"
                        offences.append(f"{lower.name}: {place} names {word}")
    return offences


def _all_depends(addon, ours):
    found = set()
    for name in addon.depends:
        if name in ours:
            found |= {name, *_all_depends(ours[name], ours)}
    return found


def _fields(lower, upper):
    """Fields of an upper addon on models that exist without it."""
    fields = {
        d.name
        for d in upper.definitions
        if d.inherits and not d.is_method and d.model not in upper.models
        if not d.name.startswith("_") and not d.name.isupper()
    }
    return fields - {d.name for d in lower.definitions} - OF_ODOO


# fields of Odoo's own models that an addon declares anew
OF_ODOO = {"name", "active", "company_id", "user_id", "state", "sequence"}


def _files(folder):
    return sorted(
        path
        for pattern in NAMING_FILES
        for path in folder.rglob(pattern)
        if "__pycache__" not in path.parts and "migrations" not in path.parts
    )


# -- Odoo's own runner sees every test -------------------------------------------


def unseen_tests(addon):
    """Tests that Odoo's runner passes by: not imported, or inherited by a class."""
    folder = addon.folder / "tests"
    trees = {path: ast.parse(path.read_text()) for path in sorted(folder.glob("*.py"))}
    imported = {
        name.name
        for path, tree in trees.items()
        if path.name == "__init__.py"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    offences = [
        f"{addon.name}: tests/__init__.py does not import {path.stem}"
        for path in trees
        if path.name.startswith("test_") and path.stem not in imported
    ]
    classes = {
        node.name: node
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    for name, node in classes.items():
        for base in node.bases:
            parent = classes.get(getattr(base, "id", ""))
            if parent and any(
                test.startswith("test") for test, *_ in _attributes(parent)
            ):
                offences.append(f"{addon.name}: {name} inherits tests of {parent.name}")
    return offences

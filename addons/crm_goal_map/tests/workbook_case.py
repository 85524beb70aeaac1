import base64
import io

import openpyxl

from odoo.fields import Command

from .common import GoalCase


class WorkbookCase(GoalCase):
    """A map with a position and goals; edits its workbook as people do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.position = cls._position(
            finding="Few decision makers.",
            value_ids=[
                Command.create({"name": "New ones", "display": "under 2 a week"}),
                Command.create({"name": "Knowledge", "display": "> 80 %"}),
            ],
        )
        cls.goal = cls._goal(target_value=0.4, target_date="2027-12-31")
        cls.other = cls._goal(
            name="Earn more", target_basis="relative", target_change=0.1
        )

    def _out(self, user=None, goal_map=None):
        """The workbook as openpyxl sees it."""
        goal_map = goal_map or self.map
        content = goal_map.with_user(user or self.manager)._workbook()
        return openpyxl.load_workbook(io.BytesIO(content))

    def _page(self, file, key):
        return next(page for page in file if page["A1"].value == f"#{key}")

    def _cell(self, file, record, column):
        """The cell of a record's row in a column, by the technical row."""
        kinds = {
            "crm.goal": ("goals", "goal"),
            "crm.goal.position": ("positions", "position"),
            "crm.goal.position.value": ("positions", "value"),
        }
        key, kind = kinds[record._name]
        page = self._page(file, key)
        header = [cell.value for cell in page[1]]
        for row in page.iter_rows(min_row=3):
            if row[0].value == f"{kind}/{record.id}":
                return row[header.index(column)]
        raise AssertionError(f"no row of {record} in {key}")

    def _wizard(self, file, user=None, goal_map=None, **vals):
        if not isinstance(file, bytes):
            stream = io.BytesIO()
            file.save(stream)
            file = stream.getvalue()
        return (
            self.env["crm.goal.workbook.import"]
            .with_user(user or self.manager)
            .create(
                {
                    "map_id": (goal_map or self.map).id,
                    "file": base64.b64encode(file),
                    **vals,
                }
            )
        )

    def _check(self, file, **options):
        """Lines of the preview as (kind, cell, rest)."""
        wizard = self._wizard(file, **options)
        wizard.action_check()
        return [
            (
                line.kind,
                line.address,
                f"{line.old} → {line.new}" if line.kind == "change" else line.message,
            )
            for line in wizard.line_ids
        ]

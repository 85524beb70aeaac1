from datetime import date

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_metric_definitions.public import arguments

NONSENSE = [
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63, 10**400, 1e308),
    *(float("nan"), float("inf"), float("-inf"), "", "x", "1", "\0", "\ud800"),
    *("x" * 200_000, "2026-02-30", "9999-99-99", [], [[]], [None], [1, "x"], [True]),
    *({}, {"x": 1}, [{"x": 1}], (1.5,), b"x", object()),
]
RIGHT = {
    "text": ["", "x", "1", "2026-02-30", "9999-99-99"],
    "flag": [True, False],
    "id": [],
    "ids": [[]],
    "day": [],
    "figure": [0, -1, 1.5, 2**31],
    "whole": [0, -1],
}


@tagged("post_install", "-at_install")
class TestArguments(TransactionCase):
    def test_anything_else_is_answered_by_one_sentence(self):
        for kind, right in RIGHT.items():
            for value in NONSENSE:
                if any(type(value) is type(r) and value == r for r in right):
                    continue
                with self.subTest(kind, value=str(value)[:40]):
                    with self.assertRaises(UserError) as refused:
                        getattr(arguments, kind)(self.env, "what", value)
                    message = str(refused.exception)
                    message.encode()
                    self.assertIn("“what”", message)
                    self.assertLess(len(message), 200)

    def test_what_is_right_is_returned(self):
        for kind, right in RIGHT.items():
            for value in right:
                with self.subTest(kind, value=value):
                    given = getattr(arguments, kind)(self.env, "what", value)
                    self.assertEqual(given, value)
        self.assertEqual(arguments.id(self.env, "what", 7), 7)
        self.assertEqual(
            arguments.day(self.env, "what", "2026-01-31"), date(2026, 1, 31)
        )

    def test_an_id_counts_once(self):
        self.assertEqual(arguments.ids(self.env, "what", [3, 1, 3, 3]), [3, 1])

    def test_nothing_is_none_where_that_is_allowed(self):
        for kind in ("text", "id", "ids", "day", "figure", "whole"):
            for nothing in (None, False):
                with self.subTest(kind, nothing=nothing):
                    check = getattr(arguments, kind)
                    self.assertIsNone(check(self.env, "x", nothing, optional=True))

    def test_choices_and_bounds_are_named(self):
        with self.assertRaisesRegex(UserError, "one of go, hold"):
            arguments.choice(self.env, "kind", "stop", ["go", "hold"])
        with self.assertRaisesRegex(UserError, "one of go, hold"):
            arguments.choice(self.env, "kind", ["go"], ["go", "hold"])
        with self.assertRaisesRegex(UserError, "from 1 to 1200"):
            arguments.whole(self.env, "periods", 0, low=1, high=1200)
        with self.assertRaisesRegex(UserError, "3 entries: 2 are the limit"):
            arguments.ids(self.env, "what", [1, 2, 3], most=2)
        with self.assertRaisesRegex(UserError, "entries with name, due_date"):
            arguments.rows(self.env, "conditions", [{"x": 1}], ["name", "due_date"])

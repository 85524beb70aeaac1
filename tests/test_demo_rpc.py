"""Every public method of the suite answers nonsense with one sentence.

The methods come from the registry, so a later one takes part by itself. Odoo turns
these errors into an answer of status 422 or 403; anything else would be a traceback.
"""

import inspect

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

OURS = "odoo.addons.crm_"
STOCK = ("odoo.addons.crm.", "odoo.addons.crm_iap", "odoo.addons.crm_mail")
NONSENSE = [
    None,
    True,
    False,
    0,
    -1,
    7,
    10**30,
    1.5,
    1e308,
    float("nan"),
    float("inf"),
    "",
    " ",
    "x",
    "a\0b",
    "\ud800",
    "💥",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "%s %(x)s {0}",
    "x" * 300_000,
    [],
    [[]],
    [None],
    ["x"],
    [-1],
    [10**30],
    {},
    {"a": 1},
    {"1": []},
    [{}],
    [{"name": [], "due_date": {}}],
    [["id", "ilike", []]],
]
#: valid first arguments, so that the nonsense behind them is reached
VALID = {
    "date_from": "2026-01-01",
    "date_to": "2026-03-01",
    "before": ["2026-01-01", "2026-02-01"],
    "after": ["2026-02-01", "2026-03-01"],
    "breakdown": "team",
    "phase_code": "software",
    "kind": "hold",
    "text": "8 %",
    "model": "crm.stage",
    "res_ids": [],
    "names": ["crm.stage"],
    "value": 0.5,
    "code": "win_rate",
    "domain": [],
    "help_message": "",
    "counts": True,
    "sample_id": 1,
    "reason": "Because.",
    "other": 1,
}
SKIPPED = {"get_empty_list_help"}  # of the web client; its text is never parsed


def public_methods(env):
    """Yield (model name, method name, function) that the suite's own code defines."""
    for name in env:
        for cls in type(env[name]).mro():
            module = cls.__module__
            if not module.startswith(OURS) or module.startswith(STOCK):
                continue
            for method, function in vars(cls).items():
                if method.startswith("_") or not inspect.isfunction(function):
                    continue
                if hasattr(BaseModel, method) or method in SKIPPED:
                    continue
                if getattr(function, "_api_private", False):
                    continue
                yield name, method, function


@tagged("post_install", "-at_install", "slow")
class TestNonsense(TransactionCase):
    def test_each_public_method_answers_nonsense_with_a_sentence(self):
        admin = self.env.ref("base.user_admin")
        groups = self.env["ir.model.data"].search(
            [("model", "=", "res.groups"), ("module", "=like", "crm_%")]
        )
        admin.group_ids |= self.env["res.groups"].browse(groups.mapped("res_id"))
        seen, calls = set(), 0
        for name, method, function in public_methods(self.env):
            if (name, method) in seen or self.env[name]._abstract:
                continue
            seen.add((name, method))
            model = self.env[name].with_user(admin)
            record = model.sudo().with_context(active_test=False).search([], limit=1)
            parameters = list(inspect.signature(function).parameters.values())[1:]
            names = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
            on_model = getattr(function, "_api_model", False)
            heads = [[]] if on_model else [[record.ids]]
            for place, parameter in enumerate(names):
                before = {n: VALID.get(n) for n in names[:place]}
                for value in NONSENSE:
                    for head in heads:
                        kwargs = {**before, parameter: value}
                        self._call(model, method, head, kwargs)
                        calls += 1
            for ids in ([[]], [[-1]], [[10**9]], [[0]], [record.ids * 50]):
                if not on_model:
                    self._call(model, method, ids, {n: VALID.get(n) for n in names})
                    calls += 1
        self.assertGreater(len(seen), 60)
        self.assertGreater(calls, 1000)

    def _call(self, model, method, args, kwargs):
        shown = {key: repr(value)[:60] for key, value in kwargs.items()}
        with self.subTest(f"{model._name}.{method}", args=repr(args)[:60], **shown):
            try:
                with (
                    mute_logger("odoo.sql_db", "odoo.models.unlink"),
                    self.env.cr.savepoint(),
                ):
                    call_kw(model, method, args, kwargs)
                    raise _Undo
            except (UserError, _Undo):
                pass
            self.env.invalidate_all()


class _Undo(Exception):
    """Roll back what a call did."""

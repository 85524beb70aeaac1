from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.public import canonical

from .common import GoalCase

PART = (
    '"baseline_definition":"%(print)s","baseline_period":["%(start)s","%(end)s"],'
    '"baseline_value":0.4,'
)
TARGET = (
    '"metric_id":"win_rate_test",%(more)s"segment_id":"opportunity",%(stretch)s'
    '"target_basis":"absolute","target_change":null,"target_comparator":"range",'
    '"target_date":"2031-12-31","target_upper":0.6,"target_value":0.48'
)
CHANGE = (
    '"change":{"change_effects":"Fewer offers.",'
    '"change_failure_signs":"Fewer offers, same win rate after two quarters.",'
    '"change_risks":"Deals are logged later.",'
    '"change_what":"Qualify with the decision maker before an offer.",'
    '"change_why":"Offers without one are lost."}'
)
GOAL = (
    "{%(part)s%(change)s,"
    '"committed":0.0,"effects":[{"goal":null,"guard":["",%(side)s,null],'
    '"key":"%(effect)d","kind":"weakens","metric":"win_rate_test",'
    '"why":"Fewer offers are written."}],"explained":true,'
    '"interim":[{"key":"2031-06-30","value":0.45}],"key":"%(goal)d",'
    '"metric_definition":"%(print)s",%(target)s}'
)
MAP = (
    '{"conditions":"","goals":[{%(part)s"key":"%(goal)d",%(target)s},'
    '{"baseline_definition":"","baseline_period":["",""],"baseline_value":null,'
    '"key":"%(bare)d","metric_id":"","segment_id":"opportunity",'
    '"target_basis":"relative","target_change":0.2,"target_comparator":"",'
    '"target_date":"","target_upper":null,"target_value":null}],'
    '"period":["2031-01-01","2031-12-31"],"positions":[{"date":"2031-01-15",'
    '"existence":"weak","finding":"Few","key":"opportunity","no_goal_reason":"",'
    '"values":[{"key":"win_rate_test","period":["2030-01-01","2031-01-01"],'
    '"source":"external","stated":["<",3.0,"%%"]},{"key":"Offers",'
    '"period":["",""],"source":"estimated","stated":["~",2.5,"a week"]}]}],'
    '"segments":["delightment","inbound","opportunity","relationship","service"]}'
)


@tagged("post_install", "-at_install")
class TestCrmGoalContent(GoalCase):
    """The stored contents of existing databases stay valid.

    The texts above were written down before the content was read from a table: a
    change of them voids the approvals of every database.
    """

    def test_contents(self):
        self._make_known(self.win_rate)
        goal = self._complete_goal(
            target_comparator="range",
            target_upper=0.6,
            committed_value=0.0,
        )
        goal.target_date = "2031-12-31"
        goal.interim_ids = [Command.create({"date": "2031-06-30", "value": 0.45})]
        self.map.position_ids.unlink()
        self._position(
            date="2031-01-15",
            finding="Few",
            value_ids=[
                Command.create(
                    {
                        "metric_id": self.win_rate.id,
                        "display": "under 3 %",
                        "source": "external",
                        "period_start": "2030-01-01",
                        "period_end": "2031-01-01",
                    }
                ),
                Command.create({"name": "Offers", "display": "about 2.5 a week"}),
            ],
        )
        bare = self._goal(
            metric_id=False,
            target_basis="relative",
            target_change=0.2,
            target_comparator=False,
        )
        self.map.write({"date_from": "2031-01-01", "date_to": "2031-12-31"})
        values = {
            "print": self.win_rate._approval_fingerprints()[self.win_rate.id],
            "start": self.year_ago.isoformat(),
            "end": self.month.isoformat(),
            "goal": goal.id,
            "bare": bare.id,
            "effect": goal.effect_ids.id,
            "change": CHANGE,
            "side": '""',
        }
        values["part"] = PART % values
        of_goal = TARGET % {
            "more": '"realism":["history","Two of three quarters were at 45 %."],',
            "stretch": '"stretch":null,',
        }
        self.assertEqual(
            GOAL % {**values, "target": of_goal},
            canonical(goal._approval_contents(1)[goal.id]),
        )
        of_map = TARGET % {"more": "", "stretch": ""}
        self.assertEqual(
            MAP % {**values, "target": of_map},
            canonical(self.map._approval_contents(1)[self.map.id]),
        )

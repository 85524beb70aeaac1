from odoo.fields import Command

from .common import MetricCase


class CheckCase(MetricCase):
    """A win rate, its opportunities of 2025, and three people who are asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls._user("ann", "group_metric_user")
        cls.ben = cls._user("ben", "group_metric_user")
        cls.cem = cls._user("cem", "group_metric_user")
        cls.people = cls.ann | cls.ben | cls.cem
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        for place in range(30):
            cls._won(place) if place % 2 else cls._lost(place)
        for place in range(6):
            cls._lead(
                f"Pending {place}", user_id=cls.ann.id, create_date="2025-03-01 10:00"
            )

    @classmethod
    def _won(cls, place, **vals):
        vals = {
            "user_id": cls.people[place % 3].id,
            "stage_id": cls.stage_won.id,
            "date_closed": "2025-03-11 10:00:00",
            "create_date": "2025-03-10 10:00:00",
            **vals,
        }
        return cls._lead(f"Won {place}", **vals)

    @classmethod
    def _lost(cls, place):
        lead = cls._lead(
            f"Lost {place}",
            user_id=cls.people[place % 3].id,
            create_date="2025-03-10 10:00:00",
        )
        lead.action_set_lost()
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_lead SET date_closed = '2025-03-11 10:00:00' WHERE id = %s",
            (lead.id,),
        )
        lead.invalidate_recordset()
        return lead

    def _check(self, metric=None, people=None, **vals):
        return (
            self.env["crm.metric.check"]
            .with_user(self.author)
            .create(
                {
                    "metric_id": (metric or self.win_rate).id,
                    "date_from": "2025-03-01",
                    "date_to": "2025-04-01",
                    "seed": 7,
                    "participant_ids": [
                        Command.set((self.people if people is None else people).ids)
                    ],
                    **vals,
                }
            )
        )

    def _answer(self, check, user, wrong=0):
        """Let one answer as the computation does, but for the first ``wrong``."""
        truth = {s.id: s.computed for s in check.sudo().sample_ids}
        own = check.with_user(user)
        for place, sample in enumerate(check.sudo().sample_ids):
            own.answer(sample.id, truth[sample.id] != (place < wrong))

    def _closed(self, wrong=0, metric=None, **vals):
        check = self._check(metric, **vals)
        check.action_open()
        for user in self.people:
            self._answer(check, user, wrong if user == self.cem else 0)
        check.action_close()
        return check

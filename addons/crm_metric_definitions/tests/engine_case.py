from .common import MetricCase

SPAN = ("2026-01-01", "2026-04-01")


class EngineCase(MetricCase):
    """A team of two, who win and lose opportunities on given days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls.team = cls.env["crm.team"].create({"name": "North"})
        cls.ann = cls._user("ann")
        cls.bob = cls._user("bob")
        for user in (cls.ann, cls.bob):
            cls.env["crm.team.member"].create(
                {"crm_team_id": cls.team.id, "user_id": user.id}
            )

    def _won(self, name, closed, user=None, **vals):
        return self._lead(
            name,
            user_id=(user or self.ann).id,
            team_id=self.team.id,
            stage_id=self.stage_won.id,
            date_closed=closed,
            **vals,
        )

    def _lost(self, name, closed, user=None):
        return self._lead(
            name,
            user_id=(user or self.ann).id,
            team_id=self.team.id,
            active=False,
            probability=0,
            date_closed=closed,
        )

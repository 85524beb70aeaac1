from .common import GoalCase

#: words that only the group may see
SECRET = ("Zeno", "Lunch", "'opponent'", '"opponent"')


class StakeholderCase(GoalCase):
    """An influential opponent of a goal, and everyone who may not know of him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goal = cls._goal()
        cls.person = (
            cls.env["crm.goal.stakeholder"]
            .with_user(cls.confidant)
            .create(
                {
                    "goal_id": cls.goal.id,
                    "partner_id": cls.env["res.partner"].create({"name": "Zeno"}).id,
                    "influence": "high",
                    "stance_now": "opponent",
                }
            )
        )
        cls.others = (cls.manager, cls.decider, cls.seller, cls.author)
        for user in cls.others:
            user.group_ids += cls.env.ref("base.group_allow_export")

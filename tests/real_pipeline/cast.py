"""Who acts in the story: everybody only through their own rights."""

from datetime import date

from .loading_master import xmlid

#: people whom the files do not know, because they sell nothing
EXTRAS = {
    "approver": (
        "Olivia Approver",
        (
            "crm_metric_definitions.group_metric_approver",
            "crm_goal_map.group_goal_approver",
        ),
    ),
    "keeper": ("Kim Gatekeeper", ("crm_readiness.group_gate_keeper",)),
    "advisor": ("Ada Visor", ("crm_readiness.group_readiness_advisor",)),
}
#: what the head of sales gets by name, on top of being a sales manager: in a small
#: company also the right to decide, but never on what is one's own
BY_NAME = (
    "crm_metric_definitions.group_metric_approver",
    "crm_readiness.group_gate_keeper",
    "crm_metric_definitions.group_individual_figures",
    "crm_goal_map.group_stakeholders",
)


class Cast:
    """The users of the story; ``env`` is the implementation partner's."""

    def __init__(self, env, source):
        self.env = env
        agents = sorted({deal.agent for deal in source.deals})
        head = sorted({agent.manager for agent in source.agents})[0]
        self.manager = self._imported(head)
        self.agents = [self._imported(name) for name in agents[:2]]
        self.manager.write({"group_ids": [(4, env.ref(g).id) for g in BY_NAME]})
        for role, (name, groups) in EXTRAS.items():
            setattr(self, role, self._extra(role, name, groups))

    def _imported(self, name):
        return self.env.ref(xmlid("user", name))

    def _extra(self, role, name, groups):
        users = self.env["res.users"].with_context(no_reset_password=True)
        login = f"story.{role}"
        found = users.search([("login", "=", login)])
        return found or users.create(
            {
                "name": name,
                "login": login,
                "group_ids": [
                    (4, self.env.ref(group).id)
                    for group in ("base.group_user", "sales_team.group_sale_salesman")
                    + groups
                ],
            }
        )

    def act(self, role, model):
        """The model as this person sees it: own rights, no superuser."""
        user = role if isinstance(role, type(self.manager)) else getattr(self, role)
        return self.env(user=user.id, su=False, context={"lang": "en_US"})[model]


def quarter_before(day: date) -> date:
    """First day of the three months that end before ``day`` (a first of a month)."""
    month = day.year * 12 + day.month - 1 - 3
    return date(month // 12, month % 12 + 1, 1)

from odoo import Command, models

from ...lib.demo import names
from .crm_metric_demo import PREFIX

STAGES = {
    "new": ("crm.stage_lead1", 10),
    "qualified": ("crm.stage_lead2", 30),
    "proposition": ("crm.stage_lead3", 60),
    "won": ("crm.stage_lead4", 100),
}


class CrmMetricDemo(models.AbstractModel):
    """The demo company's customers and opportunities."""

    _inherit = "crm.metric.demo"

    def _load_customers(self, made):
        Partner = self.env["res.partner"]
        germany = self.env.ref("base.de").id
        companies = Partner.create(
            [
                {
                    "name": company.name,
                    "is_company": True,
                    "city": company.city,
                    "country_id": germany,
                    "user_id": self._user(company.owner).id,
                }
                for company in made.companies
            ]
        )
        partners = dict(zip((c.key for c in made.companies), companies, strict=True))
        people = Partner.create(
            [
                {
                    "name": contact.name,
                    "function": self._word(contact.function),
                    "parent_id": partners[contact.company].id,
                    "user_id": self._user(contact.owner).id,
                }
                for contact in made.contacts
            ]
        )
        partners.update(zip((c.key for c in made.contacts), people, strict=True))
        moments = [customer.created for customer in (*made.companies, *made.contacts)]
        self._backdate(companies + people, create_date=moments, write_date=moments)
        return partners

    def _load_leads(self, made, partners):
        reasons = self.env["crm.lost.reason"].create(
            [{"name": self._word(name)} for name in names.LOST_REASONS]
        )
        sources = self.env["utm.source"].create(
            [{"name": f"{self._word(name)} (demo)"} for name in names.SOURCES]
        )
        reason_ids = dict(zip(names.LOST_REASONS, reasons.ids, strict=True))
        source_ids = dict(zip(names.SOURCES, sources.ids, strict=True))
        teams = {
            person.login: self.env.ref(f"{PREFIX}.team_{person.team}").id
            for person in names.SALESPEOPLE
        }
        users = {login: self._user(login).id for login in names.LOGINS}
        stages = {key: self.env.ref(xmlid).id for key, (xmlid, _p) in STAGES.items()}
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"{self._word(row.subject)}, {row.customer}",
                    "type": "opportunity",
                    "company_id": self.env.company.id,
                    "user_id": users[row.salesperson],
                    "team_id": teams[row.salesperson],
                    "partner_id": partners[row.contact or row.company].id
                    if row.contact or row.company
                    else False,
                    "stage_id": stages[row.stage],
                    "probability": 0 if row.state == "lost" else STAGES[row.stage][1],
                    "active": row.state in ("open", "won"),
                    "lost_reason_id": reason_ids.get(row.lost_reason),
                    "source_id": source_ids.get(row.source),
                    "expected_revenue": row.revenue,
                    **_margin(row),
                    "contact_role_ids": [
                        Command.create({"partner_id": partners[key].id, "role": role})
                        for key, role in row.roles
                    ],
                    "date_intake": row.intake or False,
                    "date_first_assigned": row.first_assigned,
                    "date_deadline": row.expected or False,
                    "date_closed": row.closed or False,
                }
                for row in made.opportunities
            ]
        )
        rows = made.opportunities
        self._backdate(
            leads,
            create_date=[row.created for row in rows],
            date_open=[row.assigned for row in rows],
            date_last_stage_update=[row.moved or row.created for row in rows],
            write_date=[row.closed or row.assigned for row in rows],
        )
        leads.modified(["create_date", "date_open"])
        self.env.flush_all()
        return dict(zip((row.key for row in rows), leads, strict=True))


def _margin(row):
    """No margin is no value, not a margin of zero."""
    if row.margin is None:
        return {}
    return {
        "contribution_margin": row.margin,
        "contribution_margin_source": "accounting",
    }

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

FIRST_SHOWN = "software"


class ReadinessPortal(CustomerPortal):
    """Pages on which an advisor from outside reads the evidence and confirms it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "readiness_count" in counters:
            values["readiness_count"] = len(self._advised())
        return values

    @http.route("/my/readiness", type="http", auth="user", website=True, readonly=True)
    def readiness_projects(self, **_params):
        values = {"page_name": "readiness", "projects": self._advised()}
        return request.render("crm_readiness_portal.projects", values)

    @http.route(
        "/my/readiness/<int:project_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def readiness_project(self, project_id, phase=FIRST_SHOWN, said=None, **_params):
        project = self._mine(project_id)
        return self._show(project, phase, said=said)

    @http.route(
        "/my/readiness/<int:project_id>/confirm",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def readiness_confirm(self, project_id, key="", comment="", **_params):
        project = self._mine(project_id)
        if key != project._evidence_key():
            return self._show(project, said="changed", comment=comment)
        try:
            project.action_confirm_evidence(comment.strip() or None, key)
        except UserError as error:
            return self._show(project, error=str(error), comment=comment)
        return request.redirect(f"/my/readiness/{project.id}?said=confirmed")

    def _advised(self):
        return request.env["crm.readiness.project"]._advised_by_me()

    def _mine(self, project_id):
        project = self._advised().filtered(lambda p: p.id == project_id)
        if not project:
            raise request.not_found()
        return project

    def _show(self, project, phase=FIRST_SHOWN, **values):
        page = project._advisor_page()
        if phase not in dict(page["phases"]):
            phase = FIRST_SHOWN
        values |= {
            "page_name": "readiness",
            "project": project,
            "report": project.gate_report(phase),
            **page,
        }
        return request.render("crm_readiness_portal.project", values)

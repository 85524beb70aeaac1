from contextlib import contextmanager, nullcontext

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_list

from odoo.addons.crm_metric_definitions.public import append, arguments

from .crm_readiness_project import GATE_KEEPER


class CrmReadinessAgreement(models.Model):
    """Somebody with access to all companies lets a project hold what they share.

    Without such a row a project holds only what belongs to its own company.
    """

    _name = "crm.readiness.agreement"
    _inherit = ["crm.append.only.mixin"]
    _description = "Agreement to Hold Shared Configuration"
    _order = "id desc"
    _rec_name = "date"

    project_id = fields.Many2one(
        "crm.readiness.project", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        ondelete="restrict",
        help="Empty: the lock held what the companies share before anybody was asked.",
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    asked_company_ids = fields.Many2many(
        "res.company",
        "crm_readiness_agreement_company_rel",
        string="Companies",
        help="All companies that existed at that moment.",
    )
    asked = fields.Char(
        string="Companies asked", compute="_compute_asked", compute_sudo=True
    )

    @api.depends("asked_company_ids")
    def _compute_asked(self):
        for agreement in self:
            agreement.asked = ", ".join(agreement.asked_company_ids.mapped("name"))


class CrmReadinessProject(models.Model):
    """The lock begins by an explicit step, after it has said what it will hold."""

    _inherit = "crm.readiness.project"

    agreement_ids = fields.One2many("crm.readiness.agreement", "project_id")
    keeper_ids = fields.Many2many(
        "res.users",
        string="Gate keepers",
        compute="_compute_keeper_ids",
        compute_sudo=True,
        help="Who can open the gates of this project: has the right, may see the"
        " company, and neither owns nor owned the project.",
    )
    lock_state = fields.Selection(
        [
            ("off", "Off"),
            ("closed", "Locked"),
            ("lifted", "Lifted by a waiver"),
            ("open", "Gate open"),
        ],
        string="Lock",
        compute="_compute_lock_state",
    )
    holds_shared = fields.Boolean(
        string="Holds what companies share",
        compute="_compute_holds_shared",
        compute_sudo=True,
        help="Stages without a team, teams without a company, lost reasons, settings"
        " and whatever else acts in all companies. It is held only after somebody with"
        " access to all companies has agreed.",
    )
    not_asked = fields.Char(
        compute="_compute_holds_shared",
        compute_sudo=True,
        help="Companies that were founded after the agreement.",
    )
    may_agree = fields.Boolean(compute="_compute_may_agree")

    # -- who can open it ---------------------------------------------------

    @api.depends("owner_id", "former_owner_ids", "company_id")
    def _compute_keeper_ids(self):
        keepers = self.env.ref(GATE_KEEPER).sudo().all_user_ids
        for project in self:
            system = project.sudo()
            owners = system.owner_id | system.former_owner_ids
            project.keeper_ids = keepers.filtered(
                lambda user, project=system, owners=owners: (
                    user.active
                    and user not in owners
                    and not user._is_superuser()
                    and project.company_id in user.company_ids
                )
            )

    def _keeper_names(self):
        """Return who can open the gate, for a sentence."""
        names = self.sudo().keeper_ids.mapped("name")
        if not names:
            return self.env._("nobody yet, an administrator gives the right")
        return format_list(self.env, names[:5])

    # -- locking -----------------------------------------------------------

    def action_lock(self):
        """Lock the CRM configuration now. Raises UserError with what stands against it.

        With access to all companies, one agrees that what they share is held, too.
        """
        self.write({"lock_enabled": True})
        return True

    def action_unlock(self):
        """Turn the lock off; refused while its gate is closed."""
        self.write({"lock_enabled": False})
        return True

    def _lock_problems(self):
        """Return sentences that say why this project cannot lock."""
        self.ensure_one()
        project = self.sudo()
        problems = []
        if not project.scope_ids:
            problems.append(
                self.env._("Add at least one process segment to the scope.")
            )
        if not project.keeper_ids:
            problems.append(
                self.env._(
                    "Nobody could open the gate: an administrator gives somebody who"
                    " does not own the project the right “%s”.",
                    self.env.ref(GATE_KEEPER).sudo().name,
                )
            )
        if project.map_id.is_sample:
            problems.append(
                self.env._(
                    "“%s” is the sample: make a goal map of your own.",
                    project.map_id.name,
                )
            )
        return problems

    @api.model
    @contextmanager
    def _beginning_lock(self, begins):
        """Undo and refuse a change by which a project locks that could not be opened.

        The caller appends the changed projects to the list that it gets.
        """
        changed = []
        with self.env.cr.savepoint() if begins else nullcontext():
            yield changed
            for projects in changed:
                projects.filtered(lambda project: project._is_on())._begin_lock()

    def _begin_lock(self):
        for project in self:
            problems = project._lock_problems()
            if problems:
                raise UserError(
                    self.env._(
                        "“%(project)s” cannot lock yet:\n%(problems)s",
                        project=project.name,
                        problems=self._as_list(problems),
                    )
                )
            if not project.sudo().agreement_ids and project._agrees_for_all():
                project._append_agreement()

    def _is_on(self):
        return self.active and self.lock_enabled

    @api.depends("active", "lock_enabled", "kept_lock", "waiver_ids", "decision_ids")
    def _compute_lock_state(self):
        closed, lifted = self._origin._locks(), self._origin._locks(lifted=True)
        for project in self:
            id_ = project._origin.id
            if id_ in closed:
                project.lock_state = "closed"
            elif id_ in lifted:
                project.lock_state = "lifted"
            else:
                project.lock_state = "open" if project._is_on() else "off"

    # -- what companies share ----------------------------------------------

    def _agrees_for_all(self):
        """Tell whether the acting user has access to all companies that exist."""
        companies, user = self._all_companies(), self.env.user
        if len(companies) == 1:
            return companies == self.sudo().company_id
        return not user._is_superuser() and companies <= user.company_ids

    def _all_companies(self):
        return self.env["res.company"].sudo().search([])

    @api.depends("agreement_ids.asked_company_ids")
    def _compute_holds_shared(self):
        companies = self._all_companies()
        for project in self:
            agreements = project.sudo().agreement_ids
            missing = companies - agreements.asked_company_ids
            project.holds_shared = bool(agreements)
            project.not_asked = agreements and ", ".join(missing.mapped("name"))

    @api.depends("agreement_ids", "lock_enabled")
    @api.depends_context("uid")
    def _compute_may_agree(self):
        for project in self:
            open_question = not project.holds_shared or project.not_asked
            project.may_agree = bool(
                project.lock_enabled and open_question and project._agrees_for_all()
            )

    def action_hold_shared(self):
        """Agree that these projects hold what all companies share.

        Only somebody with access to all companies that exist can agree.
        """
        arguments.saved(self).check_access("write")
        for project in self:
            if not project._agrees_for_all():
                raise AccessError(
                    self.env._(
                        "Only somebody with access to all companies can agree that"
                        " “%s” holds what they share.",
                        project.name,
                    )
                )
            project._append_agreement()
        return True

    def _append_agreement(self):
        append(
            self.env["crm.readiness.agreement"],
            [
                {
                    "project_id": self.id,
                    "user_id": self.env.uid,
                    "asked_company_ids": [Command.set(self._all_companies().ids)],
                }
            ],
        )
        self.invalidate_recordset(
            ["agreement_ids", "holds_shared", "not_asked", "may_agree"]
        )

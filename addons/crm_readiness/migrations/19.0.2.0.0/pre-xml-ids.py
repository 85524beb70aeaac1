"""Give views, actions, menus, record rules and the scheduled action OCA's names.

The records stay, with what administrators have changed in them.
"""

from odoo.addons.crm_metric_definitions.public import rename_xml_ids

# pattern of the old name, new name
RENAMED = (
    (
        "(criterion|decision|decision_wizard|deliverable|project|trace|waiver)"
        "_view_(form|kanban|list|search)",
        r"crm_readiness_\1_view_\2",
    ),
    (
        "action_(criterion|decision|deliverable|gate_board|project|trace|waiver)",
        r"crm_readiness_\1_action",
    ),
    ("action_project_advised", "crm_readiness_project_action_advised"),
    ("action_report_gate", "crm_readiness_gate_report_action"),
    ("menu_root", "crm_readiness_menu_root"),
    ("menu_board", "crm_readiness_gate_board_menu"),
    ("menu_projects", "crm_readiness_project_menu"),
    ("menu_advised", "crm_readiness_project_menu_advised"),
    ("menu_deliverables", "crm_readiness_deliverable_menu"),
    ("menu_trace", "crm_readiness_trace_menu"),
    ("menu_decisions", "crm_readiness_decision_menu"),
    ("menu_waivers", "crm_readiness_waiver_menu"),
    ("menu_criteria", "crm_readiness_criterion_menu"),
    ("rule_([a-z]+)_(company|portal)", r"crm_readiness_\1_rule_\2"),
    ("cron_notify_lapses", "crm_readiness_lapse_cron_notify"),
)


def migrate(cr, version):
    rename_xml_ids(cr, "crm_readiness", RENAMED)

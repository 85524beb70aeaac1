{
    "name": "CRM Readiness",
    "summary": "Phases and gates: configuring the CRM waits until goals and "
    "measurement procedures are approved",
    "version": "19.0.3.0.0",
    "category": "Sales/CRM",
    "author": "CRM Goal Map contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/crm",
    "license": "LGPL-3",
    "depends": ["crm_goal_map"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/crm_readiness_phase.xml",
        "data/crm_readiness_criterion.xml",
        "data/ir_cron.xml",
        "report/crm_readiness_gate_report.xml",
        "views/crm_readiness_decision_views.xml",
        "views/crm_readiness_waiver_views.xml",
        "views/crm_readiness_deliverable_views.xml",
        "views/crm_readiness_trace_views.xml",
        "views/crm_readiness_criterion_views.xml",
        "views/crm_readiness_project_views.xml",
        "views/crm_goal_views.xml",
        "views/res_config_settings_views.xml",
        "views/menus.xml",
    ],
    "demo": ["demo/demo_project.xml"],
    "assets": {
        "web.assets_backend": [
            "crm_readiness/static/src/**/*",
        ],
        "web.assets_tests": [
            "crm_readiness/static/tests/tours/**/*",
        ],
    },
    "uninstall_hook": "uninstall_hook",
}

{
    "name": "CRM Readiness",
    "summary": "Phases and gates: configuring the CRM waits until goals and "
    "measurement procedures are approved",
    "version": "19.0.1.0.0",
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
    ],
    "demo": [],
    "assets": {},
    "application": False,
    "installable": True,
}

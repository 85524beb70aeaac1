{
    "name": "CRM Goal Map",
    "summary": "The goal map: where each process segment stands, which goals, why, with and against whom",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Goal Map contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/crm",
    "license": "LGPL-3",
    "depends": ["crm_metric_definitions"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
    ],
    "demo": [],
    "assets": {},
    "application": False,
    "installable": True,
}

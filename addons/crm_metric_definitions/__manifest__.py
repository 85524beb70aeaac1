{
    "name": "CRM Metric Definitions",
    "summary": "Metric definitions with an approved measurement procedure, computed on the live pipeline",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Goal Map contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/crm",
    "license": "LGPL-3",
    "depends": ["crm", "contacts"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
    ],
    "demo": [],
    "assets": {},
    "application": False,
    "installable": True,
}

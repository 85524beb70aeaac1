{
    "name": "Test: CRM Readiness",
    "summary": "Proves that another addon adds a criterion and a locked model "
    "in a few lines",
    "version": "19.0.3.0.0",
    "category": "Hidden/Tests",
    "author": "CRM Goal Map contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/crm",
    "license": "LGPL-3",
    "depends": ["crm_readiness"],
    "data": [
        "security/ir.model.access.csv",
        "data/crm_readiness_criterion.xml",
    ],
}

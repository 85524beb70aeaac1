{
    "name": "CRM Readiness: Automation Rules",
    "summary": "Automation rules on CRM models wait for the readiness gate, too",
    "version": "19.0.3.0.0",
    "category": "Sales/CRM",
    "author": "CRM Goal Map contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/crm",
    "license": "LGPL-3",
    "depends": ["crm_readiness", "base_automation"],
    "auto_install": True,
}

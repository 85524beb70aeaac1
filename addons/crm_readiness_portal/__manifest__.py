{
    "name": "CRM Readiness: Advisor Portal",
    "summary": "An external advisor sees the gate, judges the evidence and confirms it",
    "version": "19.0.3.0.0",
    "category": "Sales/CRM",
    "author": "CRM Goal Map contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/crm",
    "license": "LGPL-3",
    "depends": ["crm_readiness", "portal"],
    "data": [
        "views/readiness_portal_evidence_templates.xml",
        "views/readiness_portal_templates.xml",
    ],
    "demo": ["demo/demo_advisor.xml"],
    "auto_install": True,
}

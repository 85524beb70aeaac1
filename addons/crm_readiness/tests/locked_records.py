"""The records on which the tests try every door of the lock: see `TABLE`."""

ASSIGN = "crm.ir_cron_crm_lead_assign"
LEADS = {"res_model": "crm.lead"}


def model_id(env, model):
    return {"model_id": env["ir.model"]._get_id(model)}


def _member(who):
    return lambda env, made: {
        "crm_team_id": made["crm.team"].id,
        "user_id": who(env, made).id,
    }


def _step(summary):
    return lambda env, made: {
        "plan_id": made["mail.activity.plan"].id,
        "summary": summary,
    }


def _alias(name):
    return lambda env, made: {
        "alias_name": name,
        "alias_model_id": env["ir.model"]._get_id("crm.lead"),
    }


def _part(name):
    """Of the action behind the scheduled assignment."""
    return lambda env, made: {
        "name": name,
        "state": "code",
        "parent_id": env.ref(ASSIGN).ir_actions_server_id.id,
        **model_id(env, "crm.team"),
    }


def _about_leads(**vals):
    return lambda env, made: {**vals, **model_id(env, "crm.lead")}


def _custom_field(name):
    return _about_leads(
        name=name,
        field_description=name,
        ttype="selection",
        selection="[('z', 'Z')]",
    )


def _choice(value):
    return lambda env, made: {
        "field_id": made["ir.model.fields"].id,
        "value": value,
        "name": value,
    }


def _default(field, value):
    return lambda env, made: {
        "field_id": env["ir.model.fields"]._get("crm.lead", field).id,
        "json_value": value,
    }


def _mail_server(name):
    return lambda env, made: {
        "name": name,
        "server": f"{name}.example.com",
        "object_id": env["ir.model"]._get_id("crm.lead"),
    }


def _criterion(env, _made):
    return {
        "name": "A",
        "code": "door_a",
        "rule": "goals_explained",
        "phase_id": env.ref("crm_readiness.phase_live").id,
    }


def _switch_name(env, _made):
    return env["ir.model.data"].search(
        [("module", "=", "crm"), ("name", "=", "group_use_lead")]
    )


# one line for each locked model, in the order of the list in the handbook:
#   what is changed,
#   the held record: its values, its external identifier, or itself,
#   the values of one more; None: a new one is free, or there is but one
# Where it takes other records, a function of the environment and those made before.
TABLE = {
    "crm.stage": ({"name": "X"}, {"name": "A"}, {"name": "B"}),
    "crm.team": ({"name": "X"}, {"name": "A"}, {"name": "B"}),
    "crm.team.member": (
        {"assignment_max": 7},
        _member(lambda env, made: env.ref("base.user_admin")),
        _member(lambda env, made: made["res.users"]),
    ),
    "crm.lost.reason": ({"name": "X"}, {"name": "A"}, {"name": "B"}),
    "crm.recurring.plan": (
        {"name": "X"},
        {"name": "A", "number_of_months": 5},
        {"name": "B", "number_of_months": 7},
    ),
    "mail.activity.type": (
        {"name": "X"},
        {"name": "A", **LEADS},
        {"name": "B", **LEADS},
    ),
    "mail.activity.plan": (
        {"name": "X"},
        {"name": "A", **LEADS},
        {"name": "B", **LEADS},
    ),
    "mail.activity.plan.template": ({"summary": "X"}, _step("A"), _step("B")),
    "mail.alias": ({"alias_name": "door-x"}, _alias("door-a"), _alias("door-b")),
    "ir.config_parameter": (
        {"value": "7"},
        {"key": "crm.assignment.delay", "value": "5"},
        {"key": "crm.assignment.commit.bundle", "value": "5"},
    ),
    "ir.cron": ({"interval_number": 7}, ASSIGN, None),
    "ir.actions.server": ({"name": "X"}, _part("A"), _part("B")),
    "ir.rule": (
        {"name": "X"},
        _about_leads(name="A", domain_force="[]"),
        _about_leads(name="B", domain_force="[]"),
    ),
    "ir.model.access": ({"name": "X"}, _about_leads(name="A"), _about_leads(name="B")),
    "ir.model.fields": (
        {"help": "X"},
        _custom_field("x_door_a"),
        _custom_field("x_door_b"),
    ),
    "ir.model.fields.selection": ({"name": "X"}, _choice("a"), _choice("b")),
    "ir.default": (
        {"json_value": '"X"'},
        _default("referred", '"A"'),
        _default("function", '"B"'),
    ),
    "fetchmail.server": (
        {"server": "x.example.com"},
        _mail_server("door-a"),
        _mail_server("door-b"),
    ),
    "ir.model.data": ({"res_id": 1}, _switch_name, None),
    "crm.readiness.phase": (
        {"sequence": 95},
        {"name": "A", "code": "door_a", "sequence": 99},
        {"name": "B", "code": "door_b", "sequence": 99},
    ),
    "crm.readiness.criterion": ({"rule": "goals_owned"}, _criterion, None),
}

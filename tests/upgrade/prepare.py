"""Give the demo company what the demo data lacks. Runs in `odoo shell`.

It speaks to the addons of the old commit, by public methods and as the demo users.
"""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Date


def fill(env):
    today = Date.today()
    month = today.replace(day=1)
    users = {
        name: env.ref(f"demo_company.user_{name}")
        for name in ("manager", "engineer", "approver", "keeper")
    }
    goal_map, goal = approved_map(env, users, today, month)
    goals = env["crm.goal"].with_user(users["manager"])
    # numbers that are 0, and that are not known
    limit = {
        "guard_metric_id": goal.metric_id.id,
        "guard_comparator": ">=",
        "guard_limit": 0,
    }
    if "guard_known" in goal.effect_ids._fields:
        limit["guard_known"] = True
    vals = {"map_id": goal_map.id, "segment_id": goal.segment_id.id}
    outside = env["crm.metric.definition"].create(
        {"name": "Complaints", "code": "upgrade_complaints", "kind": "manual"}
    )
    outside.data_owner_id = users["manager"]
    goals.create(
        [
            {**vals, "name": "None left", "metric_id": outside.id, "target_value": 0},
            {**vals, "name": "No target yet", "metric_id": outside.id},
            {
                **vals,
                "name": "In steps",
                "metric_id": goal.metric_id.id,
                "target_value": 0.4,
                "committed_value": 0.3,
                "stretch_value": 0.5,
                "interim_ids": [Command.create({"date": today, "value": 0.2})],
                "effect_ids": [
                    Command.create(
                        {
                            "kind": "weakens",
                            "affected_metric_id": outside.id,
                            "why": "Less care.",
                            **guard,
                        }
                    )
                    for guard in (limit, {})
                ],
            },
        ]
    )
    env["crm.metric.manual.value"].with_user(users["manager"]).create(
        [
            {
                "metric_id": outside.id,
                "period_start": month - relativedelta(months=ago),
                "period_end": month - relativedelta(months=ago - 1),
                "value": value,
                "source": "Complaints book",
            }
            for ago, value in ((3, 0), (2, 4.5))
        ]
    )
    project = env.ref("demo_company.project").with_user(users["keeper"])
    due = today + relativedelta(months=1)
    conditions = [{"name": "Name the costs", "due_date": str(due)}]
    seen = project.gate_report("position").get("fingerprint")
    project.decide(
        "position",
        "conditional",
        "With one condition.",
        conditions,
        # commits before 19.0.3 do not ask for what was seen
        **({"fingerprint": seen} if seen else {}),
    )


def approved_map(env, users, today, month):
    """A map and a goal that are approved, with a baseline frozen twice."""
    manager = users["manager"]
    segment = env.ref("crm_goal_map.segment_opportunity")
    goal_map = (
        env["crm.goal.map"]
        .with_user(manager)
        .create({"name": "Approved", "segment_ids": [Command.set(segment.ids)]})
    )
    metric = env["crm.metric.definition"].search([("code", "=", "win_rate")], limit=1)
    # a figure that was measured: what was said before is gone in old versions
    value = {
        "metric_id": metric.id,
        "display": "under 3 %",
        "period_start": month - relativedelta(years=1),
        "period_end": month,
    }
    position = (
        env["crm.goal.position"]
        .with_user(manager)
        .create(
            {
                "map_id": goal_map.id,
                "segment_id": segment.id,
                "existence": "weak",
                "value_ids": [Command.create(value)],
            }
        )
    )
    position.value_ids.action_take_live()
    goal = (
        env["crm.goal"]
        .with_user(manager)
        .create(
            {
                "name": "Win more than today",
                "map_id": goal_map.id,
                "segment_id": segment.id,
                "metric_id": metric.id,
                "target_value": 0.9,
                "target_date": month + relativedelta(years=1),
                "realism_kind": "history",
                "realism_evidence": "Two of three quarters were as good.",
                "change_what": "Qualify before an offer.",
                "change_why": "Offers to users are lost.",
                "change_effects": "Fewer offers.",
                "change_risks": "Deals are logged later.",
                "change_failure_signs": "Fewer offers, the same win rate.",
                "opponents_asked": True,
                "opponents_none_reason": "Asked all of them in March.",
                "explanation_ids": [
                    Command.create({"text": "Most offers go to users."})
                ],
                "effect_ids": [
                    Command.create(
                        {
                            "kind": "weakens",
                            "affected_metric_id": metric.id,
                            "why": "Fewer offers are written.",
                        }
                    )
                ],
                "stakeholder_ids": [
                    Command.create(
                        {
                            "name": "Inside sales",
                            "influence": "high",
                            "stance_now": "supporter",
                        }
                    )
                ],
            }
        )
    )
    year_ago = month - relativedelta(years=1)
    goal.action_freeze_baseline(year_ago, month)
    goal.action_freeze_baseline(year_ago, month, reason="Once more")
    for record in (goal, goal_map):
        record.action_request_approval()
        seen = "content_fingerprint" in record._fields and record.content_fingerprint
        approver = record.with_user(users["approver"])
        approver.action_approve("Fine.", *([seen] if seen else []))
    return goal_map, goal


def restate(env):
    """Record history, change a lead of a closed period, and record it again."""
    metrics = env["crm.metric.definition"]
    metrics._cron_record_history()
    env.cr.commit()
    month = Date.today().replace(day=1)
    closed = [
        ("won_status", "=", "won"),
        ("date_closed", ">=", month - relativedelta(months=4)),
        ("date_closed", "<", month - relativedelta(months=2)),
    ]
    lead = env["crm.lead"].search(closed, limit=1)
    lead.date_closed -= relativedelta(months=1)
    env.cr.commit()
    metrics._cron_record_history()
    env.cr.commit()


restate(env)  # noqa: F821
fill(env)  # noqa: F821
env.cr.commit()  # noqa: F821

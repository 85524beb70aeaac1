import {_t} from "@web/core/l10n/translation";

const FINDING = 140;

/**
 * Say in words what each box of the map shows, from the data of the server.
 *
 * @param {Object} data result of ``crm.goal.map.map_data()``
 * @returns {{columns: {id, head: Box, boxes: Box[]}[], effects}} a Box has an id that is
 *   unique in the map, title, lines, badges [{text, state}] and label, its whole
 *   content in words; effects have the ids of their boxes as source and target
 */
export function mapContent(data) {
    const columns = data.segments.map((segment) => {
        const goals = data.goals.filter((goal) => goal.segment_id === segment.id);
        return {
            id: segment.id,
            head: segmentBox(segment),
            boxes: goals.length ? goals.map(goalBox) : [emptyBox(segment)],
        };
    });
    const effects = data.effects.map((effect, index) => ({
        ...effect,
        id: index,
        source: `goal-${effect.source}`,
        target: `goal-${effect.target}`,
    }));
    return {columns, effects};
}

function segmentBox(segment) {
    const {position} = segment;
    const box = {
        id: `segment-${segment.id}`,
        model: "crm.goal.position",
        kind: "head",
        title: segment.name,
    };
    if (!position) {
        const missing = _t("Not assessed yet");
        const todo = _t("State where this segment stands.");
        return {
            ...box,
            resId: false,
            segmentId: segment.id,
            lines: [todo],
            badges: [{text: missing, state: "none"}],
            label: `${segment.name}: ${missing}. ${todo}`,
        };
    }
    const values = position.values.map(({label, text}) => `${label}: ${text}`);
    return {
        ...box,
        resId: position.id,
        existence: position.state,
        lines: tight(values.length ? values : [shorten(position.finding)]),
        badges: [{text: position.label, state: position.state}],
        label: [
            `${segment.name}: ${position.label} (${position.date})`,
            ...values,
            position.finding,
        ]
            .filter(Boolean)
            .join(". "),
    };
}

/** Shorten at a word; the whole text is in the name of the box and in its record. */
export function shorten(text, length = FINDING) {
    if (text.length <= length) {
        return text;
    }
    return `${text.slice(0, length).replace(/\s+\S*$/u, "")} …`;
}

/** Leave out empty lines; a percent sign stays beside its figure. */
function tight(lines) {
    return lines.filter(Boolean).map((line) => line.replace(/ %/g, "\u00a0%"));
}

function goalBox(goal) {
    const figures = _t("%(baseline)s → %(target)s", {
        baseline: goal.baseline,
        target: goal.target,
    });
    const until = goal.target_date && _t("until %s", goal.target_date);
    const now = _t("Now: %s", goal.current);
    const badges = [{text: goal.status.label, state: goal.status.state}];
    if (goal.trust.state === "stale") {
        badges.push({text: goal.trust.label, state: goal.trust.state});
    }
    badges.push({text: goal.approval.label, state: goal.approval.state});
    if (goal.conflict) {
        badges.push({text: _t("Goal conflict"), state: "conflict"});
    }
    return {
        id: `goal-${goal.id}`,
        model: "crm.goal",
        resId: goal.id,
        kind: "goal",
        conflict: goal.conflict,
        title: goal.name,
        figures: tight([figures])[0],
        // what to do next, in the place of what is not known
        lines: tight([until, goal.current_known && now, goal.status_hint]),
        badges,
        label: [
            goal.name,
            sentence(goal),
            now,
            ...badges.map(({text}) => text),
            goal.owner && _t("Owner: %s", goal.owner),
            goal.status_hint,
        ]
            .filter(Boolean)
            .join(". "),
    };
}

function sentence({baseline, target, target_date: date}) {
    return date
        ? _t("From %(baseline)s to %(target)s until %(date)s", {baseline, target, date})
        : _t("From %(baseline)s to %(target)s", {baseline, target});
}

function emptyBox(segment) {
    const text = segment.no_goal_reason
        ? _t("No goal, because: %s", shorten(segment.no_goal_reason))
        : _t("No goal here yet. Set one, or say in the position why there is none.");
    return {
        id: `empty-${segment.id}`,
        model: "crm.goal",
        resId: false,
        segmentId: segment.id,
        kind: "empty",
        lines: [text],
        badges: [],
        label: `${segment.name}: ${text}`,
    };
}

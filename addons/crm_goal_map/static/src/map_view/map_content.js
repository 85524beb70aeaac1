import {_t} from "@web/core/l10n/translation";

const FINDING = 140;

/**
 * Say in words what each box of the map shows, from the data of the server.
 *
 * @param {Object} data result of ``crm.goal.map.map_data()``
 * @returns {Object} what ``layoutMap`` takes
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
    const box = {id: `segment-${segment.id}`, model: "crm.goal.position", kind: "head"};
    const title = {style: "title", text: segment.name};
    if (!position) {
        const missing = _t("Not assessed yet");
        const todo = _t("State where this segment stands.");
        return {
            ...box,
            resId: false,
            segmentId: segment.id,
            existence: "",
            texts: [title, {style: "small", text: todo}],
            badges: [{text: missing, kind: "none"}],
            label: `${segment.name}: ${missing}. ${todo}`,
        };
    }
    const values = position.values.map(({label, display}) => `${label}: ${display}`);
    const lines = values.length ? values : [shorten(position.finding)];
    return {
        ...box,
        resId: position.id,
        existence: position.state,
        texts: [title, ...lines.map((text) => ({style: "small", text}))],
        badges: [{text: position.label, kind: position.state}],
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

function goalBox(goal) {
    const figures = _t("%(baseline)s → %(target)s", {
        baseline: goal.baseline,
        target: goal.target,
    });
    const until = goal.target_date && _t("until %s", goal.target_date);
    const now = _t("Now: %s", goal.current);
    const badges = [{text: goal.status.label, kind: goal.status.state}];
    if (goal.trust.state === "stale") {
        badges.push({text: goal.trust.label, kind: goal.trust.state});
    }
    badges.push({text: goal.approval.label, kind: goal.approval.state});
    if (goal.conflict) {
        badges.push({text: _t("Goal conflict"), kind: "conflict"});
    }
    return {
        id: `goal-${goal.id}`,
        model: "crm.goal",
        resId: goal.id,
        kind: "goal",
        status: goal.status.state,
        conflict: goal.conflict,
        texts: [
            {style: "title", text: goal.name},
            {style: "text", text: figures},
            {style: "small", text: until},
            {style: "small", text: goal.current_known && now},
            // what to do next, in the place of what is not known
            {style: "small", text: goal.status_hint},
        ],
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
        texts: [{style: "small", text}],
        badges: [],
        label: `${segment.name}: ${text}`,
    };
}

import {rpc} from "@web/core/network/rpc";
import {session} from "@web/session";

const LOCKED_MODELS = new Set(session.crm_readiness_locked_models || []);

/**
 * Ask the server whether what a view shows is locked. The server refuses every
 * change anyway; this only says so beforehand.
 *
 * @param {String} model
 * @param {Number|false} resId the record of a form; false for a list
 * @returns {Promise<Object|null>} see `lock_status` of crm.readiness.project
 */
export async function loadLockStatus(model, resId) {
    if (!LOCKED_MODELS.has(model)) {
        return null;
    }
    const status = await ask("lock_status", model, resId ? [resId] : []);
    return status.locked || status.waivers.length ? status : null;
}

/**
 * Ask which models are held with every record, among those by which a view with
 * these fields can be grouped: their columns are neither moved, edited nor added.
 *
 * @param {Object} fields
 * @returns {Promise<Object>} {model: id of a project that holds it}
 */
export async function loadHeldColumns(fields) {
    const models = Object.values(fields)
        .filter((f) => f.type === "many2one" && LOCKED_MODELS.has(f.relation))
        .map((f) => f.relation);
    return models.length ? ask("held_models", [...new Set(models)]) : {};
}

function ask(method, ...args) {
    const model = "crm.readiness.project";
    return rpc(`/web/dataset/call_kw/${model}/${method}`, {
        model,
        method,
        args,
        kwargs: {},
    });
}

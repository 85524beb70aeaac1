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
    const status = await rpc("/web/dataset/call_kw/crm.readiness.project/lock_status", {
        model: "crm.readiness.project",
        method: "lock_status",
        args: [model, resId ? [resId] : []],
        kwargs: {},
    });
    return status.locked || status.waivers.length ? status : null;
}

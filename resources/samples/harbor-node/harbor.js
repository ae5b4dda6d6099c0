'use strict';

// Calls of Harbor's REST API, and two small helpers that every interface uses.

const API = 'https://api.harborcrm.test/v1';

/**
 * Sends one request and gives { data, paging, headers }.
 *
 * A refusal is thrown with `error.response.status`, because that is where App Connect looks: 429 becomes
 * "Rate limit exceeded", 400 to 409 "Authorization error", everything else the message of the operation.
 * (axios builds such errors by itself; fetch does not.)
 *
 * @param {string} method
 * @param {string} path
 * @param {string} [authHeader]
 * @param {{ query?: object, body?: object }} [more]
 */
async function call(method, path, authHeader, { query, body } = {}) {
    const url = new URL(API + path);
    for (const [name, value] of Object.entries(query ?? {})) {
        url.searchParams.set(name, value);
    }
    const headers = { Accept: 'application/json' };
    if (authHeader) {
        headers.Authorization = authHeader;
    }
    if (body !== undefined) {
        headers['Content-Type'] = 'application/json';
    }
    // JSON.stringify leaves undefined members out: what App Connect did not pass is not sent either.
    const response = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : {};
    if (!response.ok) {
        const error = new Error(answer.error?.message ?? `Harbor CRM answered ${response.status}`);
        const told = { status: response.status, headers: Object.fromEntries(response.headers), data: answer };
        throw Object.assign(error, { response: told });
    }
    return { ...answer, headers: response.headers };
}

/** What App Connect keeps for its statistics; never shown to the user. */
function tracking(answer) {
    return {
        ratelimitRemaining: answer.headers.get('x-ratelimit-remaining'),
        ratelimitAmount: answer.headers.get('x-ratelimit-limit'),
        ratelimitReset: answer.headers.get('x-ratelimit-reset'),
    };
}

/** A returnMessage: what the user reads, how it looks, and for how many milliseconds. */
function notice(message, messageType = 'success', ttl = 3000) {
    return { message, messageType, ttl };
}

module.exports = { call, tracking, notice };

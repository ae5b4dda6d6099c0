import type { Answer, ReturnMessage } from './types';

const API = 'https://api.harborcrm.test/v1';

interface Request {
    query?: Record<string, string | number>;
    body?: unknown;
}

/**
 * Sends one request. A refusal is thrown with `error.response.status`, because that is where App Connect looks:
 * 429 becomes "Rate limit exceeded", 400 to 409 "Authorization error", everything else the message of the operation.
 */
async function call<T>(method: string, path: string, authHeader: string, request: Request = {}): Promise<Answer<T>> {
    const url = new URL(API + path);
    for (const [name, value] of Object.entries(request.query ?? {})) {
        url.searchParams.set(name, String(value));
    }
    const headers: Record<string, string> = { Accept: 'application/json', Authorization: authHeader };
    if (request.body !== undefined) {
        headers['Content-Type'] = 'application/json';
    }
    // JSON.stringify leaves undefined members out: what App Connect did not pass is not sent either.
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const response = await fetch(url, { method, headers, body });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : {};
    if (!response.ok) {
        const error: any = new Error(answer.error?.message ?? `Harbor CRM answered ${response.status}`);
        error.response = { status: response.status, headers: Object.fromEntries(response.headers), data: answer };
        throw error;
    }
    return { data: answer.data, headers: response.headers };
}

/** What App Connect keeps for its statistics; never shown to the user. */
function tracking(answer: Answer<unknown>) {
    return {
        ratelimitRemaining: answer.headers.get('x-ratelimit-remaining'),
        ratelimitAmount: answer.headers.get('x-ratelimit-limit'),
        ratelimitReset: answer.headers.get('x-ratelimit-reset'),
    };
}

/** A returnMessage: what the user reads, how it looks, and for how many milliseconds. */
function notice(message: string, messageType: ReturnMessage['messageType'] = 'success', ttl = 3000): ReturnMessage {
    return { message, messageType, ttl };
}

exports.call = call;
exports.tracking = tracking;
exports.notice = notice;
export {};

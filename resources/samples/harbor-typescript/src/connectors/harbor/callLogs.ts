import type { AdditionalSubmission, CallLog, HarborActivity, LogContact } from './types';

const { call, tracking, notice } = require('./api');

/** Must be synchronous. App Connect composes the text of each log in this format. */
function getLogFormatType() {
    return 'text/plain';
}

interface CreateCallLog {
    contactInfo: LogContact;
    authHeader: string;
    callLog: CallLog;
    note?: string;
    additionalSubmission?: AdditionalSubmission;
    composedLogDetails?: string;
}

/** Writes one activity. Only a logId means success to App Connect. */
async function createCallLog({
    contactInfo,
    authHeader,
    callLog,
    note,
    additionalSubmission,
    composedLogDetails,
}: CreateCallLog) {
    const inbound = callLog.direction === 'Inbound';
    const who = contactInfo.name || contactInfo.phoneNumber || 'unknown caller';
    const answer = await call('POST', '/activities', authHeader, {
        body: {
            type: 'call',
            // The user may have typed a subject.
            subject: callLog.customSubject || `${inbound ? 'Inbound call from' : 'Outbound call to'} ${who}`,
            contact_id: contactInfo.id,
            direction: inbound ? 'inbound' : 'outbound',
            body: composedLogDetails || note || '',
            note: note ?? '',
            result: callLog.result,
            started_at: callLog.startTime,
            duration: seconds(callLog.duration),
            from_number: callLog.from?.phoneNumber,
            to_number: callLog.to?.phoneNumber,
            recording_url: address(callLog.recording?.link),
            external_id: String(callLog.sessionId),
            deal_id: additionalSubmission?.deal_id,
        },
    });
    return {
        logId: answer.data.id,
        returnMessage: notice('Call logged.', 'success', 2000),
        extraDataTracking: tracking(answer),
    };
}

/** Reads a log back: for the user's form, and as the base that App Connect's next update is composed over. */
async function getCallLog({ authHeader, callLogId }: { authHeader: string; callLogId: string }) {
    const answer = await call('GET', `/activities/${callLogId}`, authHeader);
    const activity: HarborActivity = answer.data;
    return {
        callLogInfo: {
            subject: activity.subject,
            // The note alone, for the form ...
            note: activity.note,
            // ... the whole text, so that an update keeps what is there ...
            fullBody: activity.body,
            // ... and the record, which comes back to updateCallLog as existingCallLogDetails.
            fullLogResponse: activity,
            additionalSubmission: activity.deal ? { deal_id: String(activity.deal.id) } : {},
            dispositions: activity.disposition ? { outcome: activity.disposition } : {},
        },
        returnMessage: notice('Call log fetched.'),
        extraDataTracking: tracking(answer),
    };
}

interface UpdateCallLog {
    existingCallLog: { thirdPartyLogId: string };
    authHeader: string;
    subject?: string;
    note?: string;
    startTime?: string | number;
    duration?: number | string;
    result?: string;
    recordingLink?: string;
    additionalSubmission?: AdditionalSubmission;
    composedLogDetails?: string;
}

/** Changes what came, and leaves alone what did not: undefined means "as it was", not "empty". */
async function updateCallLog(update: UpdateCallLog) {
    const changes = {
        subject: update.subject,
        note: update.note,
        body: update.composedLogDetails || undefined,
        started_at: update.startTime,
        duration: seconds(update.duration),
        result: update.result,
        recording_url: address(update.recordingLink),
        deal_id: update.additionalSubmission?.deal_id,
    };
    const returned = { updatedNote: update.note, returnMessage: notice('Call log updated.') };
    if (Object.values(changes).every((value) => value === undefined)) {
        return returned;
    }
    // App Connect's ids come from its own table; thirdPartyLogId is what createCallLog returned.
    const log = `/activities/${update.existingCallLog.thirdPartyLogId}`;
    const answer = await call('PATCH', log, update.authHeader, { body: changes });
    return { ...returned, extraDataTracking: tracking(answer) };
}

interface UpsertCallDisposition {
    existingCallLog: { thirdPartyLogId: string };
    authHeader: string;
    dispositions?: { outcome?: string };
}

/** Saves the outcome that the user chose; called after the log exists. */
async function upsertCallDisposition({ existingCallLog, authHeader, dispositions }: UpsertCallDisposition) {
    const logId = existingCallLog.thirdPartyLogId;
    if (!dispositions?.outcome) {
        return { logId, returnMessage: notice('No disposition was chosen.', 'info') };
    }
    const answer = await call('PUT', `/activities/${logId}/disposition`, authHeader, {
        body: { disposition: dispositions.outcome },
    });
    return {
        logId,
        returnMessage: notice('Disposition updated.', 'success', 2000),
        extraDataTracking: tracking(answer),
    };
}

function seconds(duration?: number | string) {
    // Server-side logging sends the word "pending" while a call is running.
    return typeof duration === 'number' ? Math.round(duration) : undefined;
}

function address(link?: string) {
    // "(pending...)" stands here until the recording is ready.
    return link?.startsWith('http') ? link : undefined;
}

exports.getLogFormatType = getLogFormatType;
exports.createCallLog = createCallLog;
exports.getCallLog = getCallLog;
exports.updateCallLog = updateCallLog;
exports.upsertCallDisposition = upsertCallDisposition;
export {};

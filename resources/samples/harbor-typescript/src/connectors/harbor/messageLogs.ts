import type { AdditionalSubmission, Links, LogContact, Message } from './types';

const { call, tracking, notice } = require('./api');

interface CreateMessageLog extends Links {
    contactInfo: LogContact;
    authHeader: string;
    /** Not there for a shared inbox, whose thread comes composed. */
    message?: Message;
    sharedSMSLogContent?: { subject: string; body: string };
    additionalSubmission?: AdditionalSubmission;
}

/** Starts the log of a conversation; later messages of the same day come to updateMessageLog. */
async function createMessageLog(submitted: CreateMessageLog) {
    const { contactInfo, authHeader, message, sharedSMSLogContent, additionalSubmission } = submitted;
    const content = sharedSMSLogContent
        ? { subject: sharedSMSLogContent.subject, body: sharedSMSLogContent.body, channel: 'sms' }
        : firstMessage(message as Message, contactInfo, submitted);
    const answer = await call('POST', '/messages', authHeader, {
        body: { ...content, contact_id: contactInfo.id, deal_id: additionalSubmission?.deal_id },
    });
    return {
        // Without a logId every further message of the conversation would start another log.
        logId: answer.data.id,
        returnMessage: notice('Message logged.', 'success', 1000),
        extraDataTracking: tracking(answer),
    };
}

interface UpdateMessageLog extends CreateMessageLog {
    existingMessageLog: { thirdPartyLogId: string };
}

/** Adds one message to the conversation's log, and keeps what is in it. */
async function updateMessageLog(submitted: UpdateMessageLog) {
    const { contactInfo, existingMessageLog, authHeader, message, sharedSMSLogContent } = submitted;
    const log = `/messages/${existingMessageLog.thirdPartyLogId}`;
    const answer = sharedSMSLogContent
        ? // The full thread again, so it replaces the text.
          await call('PATCH', log, authHeader, { body: { body: sharedSMSLogContent.body } })
        : await call('POST', `${log}/entries`, authHeader, {
              body: { body: entry(message as Message, contactInfo, submitted) },
          });
    // Something has to be returned: App Connect reads from the result without looking whether there is one.
    return { returnMessage: notice('Message log updated.'), extraDataTracking: tracking(answer) };
}

function firstMessage(message: Message, contactInfo: LogContact, links: Links) {
    const [channel, title] = channelOf(message, links);
    return {
        subject: `${title} with ${contactInfo.name || contactInfo.phoneNumber}`,
        body: entry(message, contactInfo, links),
        channel,
        direction: message.direction === 'Inbound' ? 'inbound' : 'outbound',
        occurred_at: message.creationTime,
    };
}

function channelOf(message: Message, links: Links): [string, string] {
    if (links.recordingLink) {
        return ['voicemail', 'Voicemail'];
    }
    if (links.faxDocLink || message.type === 'Fax') {
        return ['fax', 'Fax'];
    }
    if (links.imageLink || links.videoLink) {
        return ['mms', 'MMS conversation'];
    }
    return ['sms', 'SMS conversation'];
}

/** One message as lines of text: who, what, and the media that came with it. */
function entry(message: Message, contactInfo: LogContact, links: Links) {
    const who = message.direction === 'Inbound' ? contactInfo.name : message.from?.name;
    const media = { Voicemail: links.recordingLink, Fax: links.faxDocLink, Image: links.imageLink, Video: links.videoLink };
    return [
        `${who || 'Agent'}: ${message.subject ?? ''}`.trimEnd(),
        ...Object.entries(media)
            .filter(([, link]) => link)
            .map(([title, link]) => `${title}: ${link}`),
    ].join('\n');
}

exports.createMessageLog = createMessageLog;
exports.updateMessageLog = updateMessageLog;
export {};

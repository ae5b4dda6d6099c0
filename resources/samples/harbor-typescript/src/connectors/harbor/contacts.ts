import type { AdditionalSubmission, Answer, HarborContact } from './types';

const { call, tracking, notice } = require('./api');

interface FindContact {
    authHeader: string;
    phoneNumber: string;
    /** The text "true" or "false"; the text "false" is truthy. */
    isExtension?: string | boolean;
}

/** Everybody who has this number, and an entry that offers to create a contact. */
async function findContact({ authHeader, phoneNumber, isExtension }: FindContact) {
    if (isExtension === 'true') {
        return {
            successful: false,
            matchedContactInfo: [],
            returnMessage: notice('Harbor CRM keeps no extensions.', 'info'),
        };
    }
    // Harbor compares digits, so one search is enough. A CRM that compares text needs one search for each
    // format in overridingFormat, such as "(***) ***-****".
    const answer = await call('GET', '/contacts', authHeader, { query: { phone: phoneNumber, include: 'choices' } });
    return matches(answer, phoneNumber);
}

/** The same for a name that the user typed. */
async function findContactWithName({ authHeader, name }: { authHeader: string; name: string }) {
    return matches(await call('GET', '/contacts', authHeader, { query: { name, include: 'choices' } }));
}

interface CreateContact {
    authHeader: string;
    phoneNumber: string;
    newContactName: string;
    newContactType?: string;
    additionalSubmission?: AdditionalSubmission;
}

/** Creates a contact; contactInfo is what the following log is written to. */
async function createContact({
    authHeader,
    phoneNumber,
    newContactName,
    newContactType,
    additionalSubmission,
}: CreateContact) {
    const answer = await call('POST', '/contacts', authHeader, {
        body: {
            name: newContactName,
            type: newContactType || 'Contact',
            status: additionalSubmission?.status ?? 'new',
            phones: [{ label: 'work', number: phoneNumber }],
        },
    });
    const contact: HarborContact = answer.data;
    return {
        contactInfo: { id: String(contact.id), name: contact.name, type: contact.type },
        returnMessage: notice('Contact created.'),
        extraDataTracking: tracking(answer),
    };
}

function matches(answer: Answer<HarborContact[]>, phoneNumber?: string) {
    const newContact = {
        // The client knows this entry by isNewContact and offers to create a contact.
        id: 'createNewContact',
        name: 'Create new contact...',
        isNewContact: true,
        defaultContactType: 'Contact',
        additionalInfo: null,
    };
    return {
        successful: true,
        matchedContactInfo: [...answer.data.map((contact) => toMatch(contact, phoneNumber)), newContact],
        extraDataTracking: tracking(answer),
    };
}

function toMatch(contact: HarborContact, phoneNumber?: string) {
    const deals = contact.choices.deal_id;
    return {
        id: String(contact.id),
        name: contact.name,
        type: contact.type,
        phone: phoneNumber ?? contact.phone ?? '',
        title: contact.title,
        company: contact.company,
        email: contact.email,
        // With several matches App Connect may choose the earliest or latest; it needs dates with a zone for that.
        createdDate: contact.created_at,
        mostRecentActivityDate: contact.last_activity_at ?? undefined,
        // The options of the form field "deal_id" of the manifest, which depends on the contact.
        additionalInfo: deals.length ? { deal_id: deals } : null,
    };
}

exports.findContact = findContact;
exports.findContactWithName = findContactWithName;
exports.createContact = createContact;
export {};

// What App Connect passes and takes, and what Harbor answers: only the members used here.

export interface ReturnMessage {
    message: string;
    messageType: 'success' | 'info' | 'warning' | 'error' | 'danger';
    ttl: number;
    details?: { title: string; items: { id: string; type: 'text'; text: string }[] }[];
}

/** The stored user. Assigning a property changes nothing until save() is called; update() does both. */
export interface User {
    id: string;
    hostname: string | null;
    accessToken: string;
    refreshToken: string;
    platformAdditionalInfo: Record<string, unknown> | null;
    save(): Promise<void>;
    update(values: Record<string, unknown>): Promise<void>;
}

export interface Party {
    phoneNumber?: string;
    name?: string;
}

export interface CallLog {
    sessionId: string;
    direction: 'Inbound' | 'Outbound';
    customSubject?: string;
    /** ISO 8601, or epoch milliseconds. */
    startTime?: string | number;
    /** Seconds, or "pending" from server-side logging. */
    duration?: number | string;
    result?: string;
    from?: Party;
    to?: Party;
    recording?: { link?: string };
}

export interface Message {
    type?: string;
    direction: 'Inbound' | 'Outbound';
    subject?: string;
    creationTime?: string | number;
    from?: Party;
}

export interface LogContact {
    id: string;
    name: string;
    phoneNumber?: string;
    type: string;
}

/** Values of the manifest's additionalFields by their const. */
export type AdditionalSubmission = { deal_id?: string; status?: string } | null | undefined;

export interface Links {
    recordingLink?: string | null;
    faxDocLink?: string | null;
    imageLink?: string | null;
    videoLink?: string | null;
}

export interface Answer<T> {
    data: T;
    headers: Headers;
}

export interface HarborContact {
    id: number;
    name: string;
    type: string;
    title: string;
    company: string;
    email: string;
    phone: string | null;
    created_at: string;
    last_activity_at: string | null;
    choices: { deal_id: { const: string; title: string }[] };
}

export interface HarborActivity {
    id: string;
    subject: string;
    note: string;
    body: string;
    disposition: string | null;
    deal: { id: number; title: string } | null;
}

export interface HarborAppointment {
    id: number;
    title: string;
    summary: string;
    starts_at: string;
    duration_minutes: number;
    status: string;
    contact: { id: number; name: string; type: string; email: string } | null;
}

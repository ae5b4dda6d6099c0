import type { HarborAppointment } from './types';

const { call, notice } = require('./api');

interface Call {
    authHeader: string;
}

interface Contact {
    id: string | number;
}

interface Changes {
    title?: string;
    summary?: string;
    startTimeUtc?: string;
    durationMinutes?: number;
    status?: string;
    contacts?: (string | number | Contact)[];
}

/** The appointments between two calendar dates, or all that are to come when no range is given. */
async function listAppointments({ authHeader, range }: Call & { range?: { startDate: string; endDate: string } }) {
    const query: Record<string, string | number> = { limit: 200, from: range?.startDate ?? new Date().toISOString() };
    if (range) {
        // The last day belongs to the range.
        query.to = `${range.endDate}T23:59:59Z`;
    }
    const { data } = await call('GET', '/appointments', authHeader, { query });
    return { successful: true, appointments: data.map(toAppointment) };
}

async function createAppointment({ authHeader, payload }: Call & { payload: Changes }) {
    const { data } = await call('POST', '/appointments', authHeader, { body: toHarbor(payload) });
    return {
        successful: true,
        appointmentId: String(data.id),
        appointment: toAppointment(data),
        returnMessage: notice('Appointment created.'),
    };
}

/** Also called with a status alone. */
async function updateAppointment(submitted: Call & { appointmentId: string; patchBody: Changes }) {
    const { authHeader, appointmentId, patchBody } = submitted;
    const { data } = await call('PATCH', `/appointments/${appointmentId}`, authHeader, { body: toHarbor(patchBody) });
    return { successful: true, appointment: toAppointment(data), returnMessage: notice('Appointment updated.') };
}

async function refreshAppointment({ authHeader, appointmentId }: Call & { appointmentId: string }) {
    const { data } = await call('GET', `/appointments/${appointmentId}`, authHeader);
    return { successful: true, appointment: toAppointment(data) };
}

async function confirmAppointment({ authHeader, appointmentId }: Call & { appointmentId: string }) {
    const { data } = await call('POST', `/appointments/${appointmentId}/confirm`, authHeader);
    return { successful: true, appointment: toAppointment(data) };
}

async function cancelAppointment({ authHeader, appointmentId }: Call & { appointmentId: string }) {
    const { data } = await call('POST', `/appointments/${appointmentId}/cancel`, authHeader);
    return { successful: true, appointment: toAppointment(data) };
}

function toHarbor(changes: Changes) {
    const [first] = changes.contacts ?? [];
    return {
        title: changes.title,
        summary: changes.summary,
        starts_at: changes.startTimeUtc,
        duration_minutes: changes.durationMinutes,
        status: changes.status,
        // Harbor keeps one contact for an appointment.
        contact_id: typeof first === 'object' ? first.id : first,
    };
}

function toAppointment(appointment: HarborAppointment) {
    const { contact } = appointment;
    return {
        id: String(appointment.id),
        thirdPartyAppointmentId: String(appointment.id),
        title: appointment.title,
        summary: appointment.summary,
        startTimeUtc: appointment.starts_at,
        durationMinutes: appointment.duration_minutes,
        status: appointment.status,
        participantName: contact?.name ?? null,
        contactId: contact ? String(contact.id) : null,
        contactType: contact?.type ?? null,
        attendees: contact ? [{ id: String(contact.id), name: contact.name, type: contact.type, email: contact.email }] : [],
    };
}

exports.listAppointments = listAppointments;
exports.createAppointment = createAppointment;
exports.updateAppointment = updateAppointment;
exports.refreshAppointment = refreshAppointment;
exports.confirmAppointment = confirmAppointment;
exports.cancelAppointment = cancelAppointment;
export {};

"""The people and records that a new Harbor starts with; all of them invented, all times relative to now."""

from __future__ import annotations

from typing import Final

from workbench.services.harbor.store import Store

_HOUR: Final = 3_600
_DAY: Final = 24 * _HOUR

USERS: Final = (
    # id, name, e-mail, role, time zone, offset, plan, licence valid, licence ends in days
    (31, "Dana Reyes", "dana.reyes@harborcrm.test", "admin", "America/Los_Angeles", "-08:00", "Professional", 1, 210),
    (32, "Priya Anand", "priya.anand@harborcrm.test", "agent", "America/New_York", "-05:00", "Professional", 1, 210),
    (33, "Theo Marsh", "theo.marsh@harborcrm.test", "agent", "Europe/London", "+00:00", "Basic", 1, 30),
    (34, "Ines Okafor", "ines.okafor@harborcrm.test", "agent", "Europe/Berlin", "+01:00", "Trial", 0, -4),
)

CONTACTS: Final = (
    # id, name, type, title, company, e-mail, status, owner, made days ago, ((label, number), ...)
    (88213, "Maya Lindqvist", "Contact", "Facilities lead", "Brightwater Studios", "maya@brightwater.example.test",
     "customer", 31, 412, (("mobile", "+1 415 555 0142"), ("work", "(415) 555-0110 ext. 12"))),
    (88214, "Jonas Lindqvist", "Contact", "Photographer", "Brightwater Studios", "jonas@brightwater.example.test",
     "active", 31, 95, (("home", "415.555.0142"),)),
    (88215, "Dana Whitfield", "Contact", "Office manager", "Whitfield & Lowe", "dana@whitfieldlowe.example.test",
     "customer", 32, 230, (("mobile", "(202) 555-0144"), ("work", "202-555-0120"))),
    (88216, "Sam Ortega", "Lead", "Buyer", "Corner Street Bakery", "sam@cornerstreet.example.test",
     "new", 32, 12, (("mobile", "+12025550177"),)),
    (88217, "Omar Reyes", "Contact", "Head of procurement", "Northgate Clinics", "omar.reyes@northgate.example.test",
     "active", 31, 340, (("work", "1-202-555-0171"), ("mobile", "202 555 0172"))),
    (88218, "Amelia Grant", "Contact", "Director", "Grant Harbour Consulting", "amelia@grantharbour.example.test",
     "customer", 33, 505, (("work", "+44 (0)20 7946 0018"), ("mobile", "07700 900123"))),
    (88219, "Kofi Mensah", "Lead", "Founder", "Tidepool Coffee", "kofi@tidepool.example.test",
     "new", 33, 3, (("mobile", "+1 (628) 555-0163 x4"),)),
    (88220, "Lena Fischer", "Vendor", "Account manager", "Linden Print", "lena@lindenprint.example.test",
     "active", 34, 188, (("work", "+49 30 23125 0199"),)),
    (88221, "Harper Quinn", "Contact", "Principal", "Eastfield School", "harper@eastfield.example.test",
     "dormant", 31, 701, (("work", "628-555-0108"),)),
    (88222, "Ravi Iyer", "Contact", "IT manager", "Northgate Clinics", "ravi@northgate.example.test",
     "active", 32, 61, (("work", "+1.202.555.0139"),)),
    (88223, "Chloé Martin", "Lead", "Coordinator", "Atelier du Port", "chloe@atelierduport.example.test",
     "new", 34, 8, (("mobile", "+33 1 99 00 01 23"),)),
    (88224, "O’Brien & Sons <Boats>", "Vendor", "", "O’Brien & Sons", "office@obriensons.example.test",
     "active", 33, 150, (("work", "(628) 555-0155"),)),
)  # fmt: skip

DEALS: Final = (
    # id, title, contact, stage, amount, currency, closes in days
    (7719, "Spring refit, 40 seats", 88213, "proposal", 48_200, "USD", 45),
    (7720, "Studio lighting service", 88213, "negotiation", 9_600, "USD", 20),
    (7721, "Renewal, front office", 88215, "negotiation", 12_400, "USD", 14),
    (7722, "Second location", 88215, "qualified", 31_000, "USD", 90),
    (7723, "Clinic chairs, phase two", 88217, "proposal", 84_500, "USD", 60),
    (7724, "Reception desk", 88218, "won", 5_900, "GBP", -12),
    (7725, "Trial order", 88216, "qualified", 1_200, "USD", 30),
    (7726, "Network cabinets", 88222, "qualified", 6_750, "USD", 75),
)

ACTIVITIES: Final = (
    # id, subject, contact, direction, note, result, hours ago, seconds, from, to, disposition, deal, owner
    (1031, "Outbound call to Dana Whitfield", 88215, "outbound", "Walked through the renewal terms.", "Call connected",
     190, 412, "+12025550102", "+12025550144", "interested", 7721, 32),
    (1033, "Inbound call from Omar Reyes", 88217, "inbound", "Needs the fire certificate before ordering.", "Accepted",
     122, 655, "+12025550171", "+12025550102", "callback", 7723, 31),
    (1036, "Missed call from Kofi Mensah", 88219, "inbound", "", "Missed",
     71, 0, "+16285550163", "+14155550100", None, None, 33),
    (1038, "Outbound call to Amelia Grant", 88218, "outbound", "Desk delivered, all well.", "Call connected",
     49, 128, "+14155550100", "+442079460018", None, 7724, 33),
    (1040, "Inbound call from Maya Lindqvist", 88213, "inbound", "Asked for the spring price list; call back Thursday.",
     "Accepted", 26, 222, "+14155550142", "+14155550100", "interested", 7719, 31),
    (1041, "Voicemail from Sam Ortega", 88216, "inbound", "", "Voicemail",
     5, 31, "+12025550177", "+12025550102", "left_message", None, 32),
)  # fmt: skip

MESSAGES: Final = (
    # id, subject, contact, channel, direction, body, hours ago, owner
    (501, "SMS conversation with Maya Lindqvist", 88213, "sms", "inbound",
     "Maya: Can you send the list again?\nDana: On its way.", 25, 31),
    (502, "SMS conversation with Sam Ortega", 88216, "sms", "outbound",
     "Priya: Sorry I missed you. Is 3 pm fine?", 4, 32),
)  # fmt: skip

APPOINTMENTS: Final = (
    # id, title, summary, contact, starts in hours, minutes, status, owner
    (61, "Site visit, spring refit", "Measure the west room. Bring samples.", 88213, 52, 60, "confirmed", 31),
    (62, "Renewal call", "Go through the two offers.", 88215, 28, 30, "scheduled", 32),
    (63, "Kick-off, phase two", "", 88217, 120, 45, "scheduled", 31),
    (64, "Delivery check", "", 88218, -70, 30, "completed", 33),
)


def fill(store: Store) -> None:
    """Put the sample records into an empty store."""
    for identity, name, email, role, zone, offset, plan, valid, until in USERS:
        store.insert("users", {
            "id": identity, "name": name, "email": email, "role": role, "timezone_name": zone,
            "timezone_offset": offset, "license_plan": plan, "license_valid": valid,
            "license_until": store.timestamp(until * _DAY)[:10], **_made(store, 900 * _DAY),
        })  # fmt: skip
    for identity, name, kind, title, company, email, status, owner, age, phones in CONTACTS:
        store.insert("contacts", {
            "id": identity, "name": name, "type": kind, "title": title, "company": company, "email": email,
            "status": status, "owner_id": owner, **_made(store, age * _DAY),
        })  # fmt: skip
        store.set_phones(identity, [{"label": label, "number": number} for label, number in phones])
    for identity, title, contact, stage, amount, currency, closes in DEALS:
        store.insert("deals", {
            "id": identity, "title": title, "contact_id": contact, "stage": stage, "amount": amount,
            "currency": currency, "closes_on": store.timestamp(closes * _DAY)[:10], **_made(store, 80 * _DAY),
        })  # fmt: skip
    for (
        identity,
        subject,
        contact,
        direction,
        note,
        result,
        hours,
        seconds,
        start,
        end,
        outcome,
        deal,
        owner,
    ) in ACTIVITIES:
        store.insert("activities", {
            "id": identity, "subject": subject, "contact_id": contact, "direction": direction, "note": note,
            "body": f"- Note: {note}\n- Result: {result}\n" if note else f"- Result: {result}\n", "result": result,
            "started_at": store.timestamp(-hours * _HOUR), "duration": seconds, "from_number": start,
            "to_number": end, "disposition": outcome, "deal_id": deal, "owner_id": owner, **_made(store, hours * _HOUR),
        })  # fmt: skip
    for identity, subject, contact, channel, direction, body, hours, owner in MESSAGES:
        store.insert("messages", {
            "id": identity, "subject": subject, "contact_id": contact, "channel": channel, "direction": direction,
            "body": body, "occurred_at": store.timestamp(-hours * _HOUR), "owner_id": owner,
            **_made(store, hours * _HOUR),
        })  # fmt: skip
    for identity, title, summary, contact, hours, minutes, status, owner in APPOINTMENTS:
        store.insert("appointments", {
            "id": identity, "title": title, "summary": summary, "contact_id": contact,
            "starts_at": store.timestamp(hours * _HOUR), "duration_minutes": minutes, "status": status,
            "owner_id": owner, **_made(store, 14 * _DAY),
        })  # fmt: skip


def _made(store: Store, age: float) -> dict[str, str]:
    """created_at and updated_at of a record that is `age` seconds old."""
    return {"created_at": store.timestamp(-age), "updated_at": store.timestamp(-age)}

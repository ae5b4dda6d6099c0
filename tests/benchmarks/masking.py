"""What masking costs: a CRM's answer of 5 MB beside reading it, and texts on which expressions go astray."""

from __future__ import annotations

import json

from measure import Row, medians

from workbench.core.redaction import Redactor
from workbench.core.values.json_text import read_json

KNOWN = ("k-brook-7788-long-one", "wold77aQ4kX9mTz1wold77aQ4kX9mTz1", "refresh/8f3+7c41a91f==", "pass word & 77")
_ROUNDS = 7


def _answer(size: int) -> str:
    """Contacts as a CRM gives them, with addresses, times, lists, notes and now and then a token."""
    contacts = []
    while sum(map(len, contacts[-1:])) * len(contacts) < size:
        number = len(contacts)
        contacts.append(
            json.dumps(
                {
                    "id": f"003{number:09d}",
                    "name": f"Dana North {number}",
                    "phone": "+12025550144",
                    "email": f"dana{number}@acme.test",
                    "url": f"https://acme.test/contacts/{number}",
                    "createdAt": "2026-11-30T22:22:54Z",
                    "zipCode": "12345",
                    "active": True,
                    "amount": number * 1.5,
                    "notes": 'Called about the "renewal", will call back next week.',
                    "keywords": ["renewal", "north"],
                    "address": {"street": "1 Main St", "city": "Ford"},
                }
            )
        )
    contacts[len(contacts) // 2] = '{"session": {"access_token": "0123456789abcdef0123"}}'
    return f"[{', '.join(contacts)}]"


async def masking() -> list[Row]:
    """The rows of masking."""
    redactor, body = Redactor(KNOWN), _answer(5_000_000)
    assert "0123456789abcdef" not in redactor.body_text(body, "application/json")

    async def mask_body() -> object:
        return redactor.body_text(body, "application/json")

    async def parse_body() -> object:
        return read_json(body)

    masked, parsed = await medians([mask_body, parse_body], rounds=_ROUNDS, warm_up=2)
    dots, words = f"see http://x {'a.' * 20_000}", "see http://x or call " * 1_900

    async def mask_dots() -> object:
        return redactor.text(dots)

    async def mask_words() -> object:
        return redactor.text(words)

    astray, plain = await medians([mask_dots, mask_words], rounds=_ROUNDS, warm_up=2)
    return [
        Row("masking: a JSON body of 5 MB", masked, "ms", parsed, 2, note="floor: reading it"),
        Row("masking: 40 KB of dots", astray, "ms", plain, 50, "value", note="floor: 40 KB of words"),
    ]

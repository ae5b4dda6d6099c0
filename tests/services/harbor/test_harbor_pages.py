"""Harbor's pages: each shows its records, and nothing a record holds becomes markup."""

from __future__ import annotations

import re

import pytest
from builders_harbor import Harbor, running


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "Lately changed"),
        ("/contacts", "Maya Lindqvist"),
        ("/contacts/88213", "Spring refit, 40 seats"),
        ("/activities", "Voicemail from Sam Ortega"),
        ("/activities/act_1040", "call back Thursday"),
        ("/messages", "SMS conversation with Sam Ortega"),
        ("/messages/msg_501", "On its way."),
        ("/deals", "48,200 USD"),
        ("/appointments", "Site visit, spring refit"),
    ],
)
async def test_page_shows_its_records_and_loads_nothing_else(harbor: Harbor, path: str, shown: str) -> None:
    page = await harbor.http.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert shown in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.findall(r'(?:src|action|href)="(?:https?:)?//', page.text)


async def test_links_between_pages_lead_somewhere(harbor: Harbor) -> None:
    seen: set[str] = set()
    waiting = {"/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page = await harbor.http.get(path)
        assert page.status_code == 200, path
        waiting |= set(re.findall(r'href="(/[^"]*)"', page.text)) - seen
    assert "/activities/act_1041" in seen
    assert "/harbor.css" in seen


async def test_what_records_hold_is_escaped(harbor: Harbor) -> None:
    evil = "<script>alert('x')</script>\" onmouseover=\"y"
    contact = (
        await harbor.send(
            "POST", "/v1/contacts", {"name": evil, "company": evil, "title": evil, "phones": [f"1{evil}"[:60]]}
        )
    ).json()["data"]
    log = {"subject": evil, "note": evil, "body": evil, "result": evil, "from_number": evil[:60],
           "recording_url": 'https://x.test/"><script>', "contact_id": contact["id"]}  # fmt: skip
    activity = (await harbor.send("POST", "/v1/activities", log)).json()["data"]
    message = {"subject": evil, "body": evil, "contact_id": contact["id"]}
    sent = (await harbor.send("POST", "/v1/messages", message)).json()["data"]
    appointment = {"title": evil, "summary": evil, "starts_at": "2027-01-01T00:00:00Z", "contact_id": contact["id"]}
    assert (await harbor.send("POST", "/v1/appointments", appointment)).status_code == 201
    for path in (
        "/", "/contacts", f"/contacts/{contact['id']}", "/activities", f"/activities/{activity['id']}",
        "/messages", f"/messages/{sent['id']}", "/appointments",
    ):  # fmt: skip
        text = (await harbor.http.get(path)).text
        assert "<script" not in text, path
        assert '" onmouseover="' not in text, path
        assert "&lt;script&gt;" in text, path


async def test_page_of_an_activity_leads_to_a_message_too(harbor: Harbor) -> None:
    page = await harbor.http.get("/activities/msg_501", follow_redirects=True)
    assert page.url.path == "/messages/msg_501"
    assert "On its way." in page.text


@pytest.mark.parametrize("path", ["/nothing", "/contacts/1", "/contacts/x", "/activities/act_9", "/messages/<b>"])
async def test_missing_page_says_so(harbor: Harbor, path: str) -> None:
    page = await harbor.http.get(path)
    assert page.status_code == 404
    assert "There is no such" in page.text
    assert "Go to the start page" in page.text


async def test_empty_harbor_says_so() -> None:
    async with running(seed=False) as harbor:
        assert "No contacts yet." in (await harbor.http.get("/contacts")).text
        assert "No activities yet." in (await harbor.http.get("/")).text

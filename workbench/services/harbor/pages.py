"""Harbor in a browser: pages that show its records, and the consent page; no scripts, nothing loaded from elsewhere."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from workbench.services.harbor.markup import Content, Markup, element, fill, link
from workbench.services.harbor.oauth import Authorization
from workbench.services.harbor.records import ACTIVITIES, CONTACTS, DISPOSITIONS, MESSAGES, SCOPES, Kind
from workbench.services.harbor.store import Row, Store
from workbench.services.resources import resource_root

_HEADERS: Final = {
    # Anything that a record smuggled in as markup would still find no script, frame or remote load allowed.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SHOWN: Final = 200
"""Rows on one page."""

_SECTIONS: Final = {
    "/contacts": "Contacts",
    "/activities": "Activities",
    "/messages": "Messages",
    "/deals": "Deals",
    "/appointments": "Appointments",
}

_WITH_CONTACT: Final = "SELECT r.*, c.name AS contact_name FROM {} r LEFT JOIN contacts c ON c.id = r.contact_id "
_ACTIVITIES: Final = _WITH_CONTACT.format("activities")
_MESSAGES: Final = _WITH_CONTACT.format("messages")
_DEALS: Final = _WITH_CONTACT.format("deals")
_APPOINTMENTS: Final = _WITH_CONTACT.format("appointments")


class Pages:
    """The handlers of the pages."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        """What is mounted at the root."""
        pages: dict[str, Callable[[Request], Response]] = {
            "/": self._home,
            "/contacts": self._contacts,
            "/contacts/{id}": self._contact,
            "/activities": self._activities,
            "/activities/{id}": self._activity,
            "/messages": self._messages,
            "/messages/{id}": self._message,
            "/deals": self._deals,
            "/appointments": self._appointments,
            "/harbor.css": _style,
        }
        return [Route(path, _asynchronous(page)) for path, page in pages.items()]

    def problem(self, status: int, message: str, way_out: str) -> Response:
        """A page that says what is wrong."""
        body = fill(_resource("problem.html"), {"message": message, "way_out": way_out})
        return _page("Harbor CRM", body, "", status)

    def consent(self, authorization: Authorization, query: Mapping[str, str]) -> Response:
        """The page that asks a user to let an application in."""
        carried = ("client_id", "redirect_uri", "response_type", "state", "code_challenge", "code_challenge_method")
        hidden = [element("input", type="hidden", name=name, value=query[name]) for name in carried if name in query]
        hidden.append(element("input", type="hidden", name="scope", value=" ".join(authorization.scopes)))
        users = self._store.rows("SELECT id, name, email FROM users ORDER BY id")
        body = fill(
            _resource("consent.html"),
            {
                "application": authorization.client.name,
                "hidden": hidden,
                "users": [element("option", f"{user['name']}, {user['email']}", value=user["id"]) for user in users],
                "scopes": [_scope(scope) for scope in authorization.scopes],
                "redirect": authorization.redirect_uri,
            },
        )
        return _page(f"Connect {authorization.client.name}", body, "")

    def _home(self, _request: Request) -> Response:
        counts = [
            element("a", [element("strong", self._count(path[1:])), element("span", title)], href=path, class_="tile")
            for path, title in _SECTIONS.items()
        ]
        recent = self._store.rows(_ACTIVITIES + "ORDER BY r.updated_at DESC, r.id DESC LIMIT 8")
        body = fill(_resource("home.html"), {"tiles": counts, "recent": _activity_table(recent)})
        return _page("Harbor CRM", body, "/")

    def _contacts(self, _request: Request) -> Response:
        rows = self._store.rows(f"SELECT * FROM contacts ORDER BY {CONTACTS.order} LIMIT {_SHOWN}")  # noqa: S608
        table = _table(
            ("Name", "Company", "Type", "Phone", "Status"),
            [
                (
                    link(f"/contacts/{row['id']}", row["name"]),
                    row["company"],
                    row["type"],
                    [element("div", phone["number"], class_="mono") for phone in self._store.phones(row["id"])],
                    row["status"],
                )
                for row in rows
            ],
            "No contacts yet.",
        )
        return self._list("/contacts", table)

    def _contact(self, request: Request) -> Response:
        row = self._find(CONTACTS, request)
        if row is None:
            return self._missing("contact")
        number = row["id"]
        about = ", ".join(filter(None, (row["title"], row["company"])))
        body = fill(
            _resource("contact.html"),
            {
                "name": row["name"],
                "about": about or row["type"],
                "facts": _facts(
                    {
                        "Type": row["type"],
                        "Status": row["status"],
                        "E-mail": row["email"],
                        "Phones": [
                            element("div", [element("span", phone["number"], class_="mono"), " ", phone["label"]])
                            for phone in self._store.phones(number)
                        ],
                        "Owner": self._owner(row),
                        "Created": _time(row["created_at"]),
                        "Id": element("span", number, class_="mono"),
                    }
                ),
                "deals": _deal_table(
                    self._store.rows(_DEALS + "WHERE r.contact_id = ? ORDER BY r.id", (number,)), "Contact"
                ),
                "activities": _activity_table(
                    self._store.rows(_ACTIVITIES + "WHERE r.contact_id = ? ORDER BY r.started_at DESC", (number,)),
                    "Contact",
                ),
                "messages": _message_table(
                    self._store.rows(_MESSAGES + "WHERE r.contact_id = ? ORDER BY r.occurred_at DESC", (number,)),
                    "Contact",
                ),
            },
        )
        return _page(row["name"], body, "/contacts")

    def _activities(self, _request: Request) -> Response:
        rows = self._store.rows(_ACTIVITIES + f"ORDER BY r.started_at DESC, r.id DESC LIMIT {_SHOWN}")
        return self._list("/activities", _activity_table(rows))

    def _activity(self, request: Request) -> Response:
        identity = request.path_params["id"]
        if MESSAGES.number(identity) is not None:
            # A manifest has one address for both kinds of log.
            return RedirectResponse(f"/messages/{identity}")
        row = self._find(ACTIVITIES, request)
        if row is None:
            return self._missing("activity")
        recording = row["recording_url"]
        facts = {
            "Contact": self._contact_link(row),
            "Direction": row["direction"],
            "Result": row["result"],
            "Disposition": DISPOSITIONS.get(row["disposition"] or "", ""),
            "Started": _time(row["started_at"]),
            "Duration": _duration(row),
            "From": element("span", row["from_number"], class_="mono") if row["from_number"] else "",
            "To": element("span", row["to_number"], class_="mono") if row["to_number"] else "",
            "Recording": element("a", recording, href=recording, rel="noreferrer") if recording else "",
            "Deal": self._store.value("SELECT title FROM deals WHERE id = ?", (row["deal_id"],)),
            "Owner": self._owner(row),
            "Id": element("span", f"act_{row['id']}", class_="mono"),
        }
        return self._log("/activities", row, facts, {"Note": row["note"], "Details": row["body"]})

    def _messages(self, _request: Request) -> Response:
        rows = self._store.rows(_MESSAGES + f"ORDER BY r.occurred_at DESC, r.id DESC LIMIT {_SHOWN}")
        return self._list("/messages", _message_table(rows))

    def _message(self, request: Request) -> Response:
        row = self._find(MESSAGES, request)
        if row is None:
            return self._missing("message")
        facts = {
            "Contact": self._contact_link(row),
            "Channel": row["channel"],
            "Direction": row["direction"],
            "When": _time(row["occurred_at"]),
            "Deal": self._store.value("SELECT title FROM deals WHERE id = ?", (row["deal_id"],)),
            "Owner": self._owner(row),
            "Id": element("span", f"msg_{row['id']}", class_="mono"),
        }
        return self._log("/messages", row, facts, {"Text": row["body"]})

    def _deals(self, _request: Request) -> Response:
        return self._list("/deals", _deal_table(self._store.rows(_DEALS + f"ORDER BY r.id LIMIT {_SHOWN}")))

    def _appointments(self, _request: Request) -> Response:
        rows = self._store.rows(_APPOINTMENTS + f"ORDER BY r.starts_at LIMIT {_SHOWN}")
        table = _table(
            ("When", "Title", "Contact", "Length", "Status"),
            [
                (
                    _time(row["starts_at"]),
                    [element("div", row["title"]), element("div", row["summary"], class_="quiet")],
                    _contact_of(row),
                    f"{row['duration_minutes']} min",
                    row["status"],
                )
                for row in rows
            ],
            "No appointments yet.",
        )
        return self._list("/appointments", table)

    def _list(self, path: str, table: Markup) -> Response:
        total = self._count(path[1:])
        count = f"{total}" if total <= _SHOWN else f"the first {_SHOWN} of {total}"
        body = fill(_resource("list.html"), {"title": _SECTIONS[path], "count": count, "table": table})
        return _page(_SECTIONS[path], body, path)

    def _log(self, section: str, row: Row, facts: Mapping[str, Content], texts: Mapping[str, str]) -> Response:
        shown = [[element("h2", title), element("pre", text)] for title, text in texts.items() if text]
        body = fill(_resource("log.html"), {"subject": row["subject"], "facts": _facts(facts), "texts": shown})
        return _page(row["subject"], body, section)

    def _missing(self, what: str) -> Response:
        return self.problem(404, f"There is no such {what}.", "It may have been deleted.")

    def _find(self, kind: Kind, request: Request) -> Row | None:
        number = kind.number(request.path_params["id"])
        return self._store.row(f"SELECT * FROM {kind.name} WHERE id = ?", (number,))  # noqa: S608

    def _count(self, table: str) -> int:
        return int(self._store.value(f"SELECT count(*) FROM {table}"))  # noqa: S608

    def _owner(self, row: Row) -> Content:
        owner: str | None = self._store.value("SELECT name FROM users WHERE id = ?", (row["owner_id"],))
        return owner

    def _contact_link(self, row: Row) -> Content:
        name = self._store.value("SELECT name FROM contacts WHERE id = ?", (row["contact_id"],))
        return _contact_of({**row, "contact_name": name})


def _asynchronous(page: Callable[[Request], Response]) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return page(request)

    return answer


def _page(title: str, body: Markup, section: str, status: int = 200) -> Response:
    navigation = [
        element("a", name, href=path, aria_current="page" if path == section else None)
        for path, name in _SECTIONS.items()
    ]
    filled = fill(_resource("layout.html"), {"title": title, "navigation": navigation, "body": body})
    return Response(filled, status, headers=_HEADERS, media_type="text/html")


def _style(_request: Request) -> Response:
    return Response(_resource("harbor.css"), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@functools.cache
def _resource(name: str) -> str:
    """The text of a file of resources/harbor."""
    return (resource_root() / "harbor" / name).read_text(encoding="utf-8")


def _table(headings: Sequence[str], rows: Sequence[Sequence[Content]], empty: str, without: str = "") -> Markup:
    """A table, or the sentence `empty`; the column headed `without` is left out."""
    if not rows:
        return element("p", empty, class_="quiet")
    if without:
        column = headings.index(without)
        headings, rows = (
            [*headings[:column], *headings[column + 1 :]],
            [[*row[:column], *row[column + 1 :]] for row in rows],
        )
    head = element("thead", element("tr", [element("th", heading, scope="col") for heading in headings]))
    body = element("tbody", [element("tr", [element("td", cell) for cell in row]) for row in rows])
    return element("table", [head, body])


def _facts(facts: Mapping[str, Content]) -> Markup:
    return element("dl", [[element("dt", name), element("dd", value)] for name, value in facts.items() if value])


def _activity_table(rows: Sequence[Row], without: str = "") -> Markup:
    return _table(
        ("When", "Subject", "Contact", "Result", "Duration"),
        [
            (
                _time(row["started_at"]),
                link(f"/activities/act_{row['id']}", row["subject"]),
                _contact_of(row),
                row["result"],
                _duration(row),
            )
            for row in rows
        ],
        "No activities yet.",
        without,
    )


def _message_table(rows: Sequence[Row], without: str = "") -> Markup:
    return _table(
        ("When", "Subject", "Contact", "Channel"),
        [
            (
                _time(row["occurred_at"]),
                link(f"/messages/msg_{row['id']}", row["subject"]),
                _contact_of(row),
                row["channel"],
            )
            for row in rows
        ],
        "No messages yet.",
        without,
    )


def _deal_table(rows: Sequence[Row], without: str = "") -> Markup:
    return _table(
        ("Deal", "Contact", "Stage", "Amount", "Closes"),
        [
            (
                row["title"],
                _contact_of(row),
                row["stage"],
                element("span", f"{row['amount']:,} {row['currency']}", class_="number"),
                row["closes_on"],
            )
            for row in rows
        ],
        "No deals yet.",
        without,
    )


def _contact_of(row: Row) -> Content:
    if row["contact_name"] is None:
        return ""
    return link(f"/contacts/{row['contact_id']}", row["contact_name"])


def _scope(scope: str) -> Markup:
    box = element("input", type="checkbox", name="grant", value=scope, checked="checked", id=scope)
    return element("li", element("label", [box, element("span", SCOPES[scope]), element("code", scope)], for_=scope))


def _time(text: str | None) -> Content:
    return element("time", f"{text[:10]} {text[11:16]} UTC", datetime=text) if text else ""


def _duration(row: Row) -> str:
    seconds = row["duration"]
    if seconds is None and row["started_at"] and row["ended_at"]:
        length = dt.datetime.fromisoformat(row["ended_at"]) - dt.datetime.fromisoformat(row["started_at"])
        seconds = max(0, round(length.total_seconds()))
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

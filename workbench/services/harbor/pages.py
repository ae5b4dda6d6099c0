"""Harbor in a browser: pages that show its records, and the consent page; no scripts, nothing loaded from elsewhere.

The templates are those of resources/harbor, which escape what records hold.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from workbench.services.harbor.oauth import Authorization
from workbench.services.harbor.records import ACTIVITIES, CONTACTS, DISPOSITIONS, MESSAGES, SCOPES, Kind
from workbench.services.harbor.store import Row, Store
from workbench.services.resources import resource_root

if TYPE_CHECKING:
    from jinja2 import Environment

_HEADERS: Final = {
    # Anything that a record smuggled in as markup would still find no script, frame or remote load allowed.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SHOWN: Final = 200
"""Rows on one page."""
_CARRIED: Final = ("client_id", "redirect_uri", "response_type", "state", "code_challenge", "code_challenge_method")
"""What the consent page hands on from its own address."""

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
_LISTS: Final = {
    "/contacts": f"SELECT * FROM contacts ORDER BY {CONTACTS.order}",  # noqa: S608
    "/activities": _ACTIVITIES + "ORDER BY r.started_at DESC, r.id DESC",
    "/messages": _MESSAGES + "ORDER BY r.occurred_at DESC, r.id DESC",
    "/deals": _DEALS + "ORDER BY r.id",
    "/appointments": _WITH_CONTACT.format("appointments") + "ORDER BY r.starts_at",
}
"""What each section lists."""


class Pages:
    """The handlers of the pages."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        """What is mounted at the root."""
        pages: dict[str, Callable[[Request], Response]] = {
            "/": self._home,
            **{section: functools.partial(self._list, section) for section in _SECTIONS},
            "/contacts/{id}": self._contact,
            "/activities/{id}": self._activity,
            "/messages/{id}": self._message,
            "/harbor.css": _style,
        }
        return [Route(path, _asynchronous(page)) for path, page in pages.items()]

    def problem(self, status: int, message: str, way_out: str) -> Response:
        """A page that says what is wrong."""
        return _page("problem", "Harbor CRM", "", status, message=message, way_out=way_out)

    def consent(self, authorization: Authorization, query: Mapping[str, str]) -> Response:
        """The page that asks a user to let an application in."""
        return _page(
            "consent",
            f"Connect {authorization.client.name}",
            application=authorization.client.name,
            carried={name: query[name] for name in _CARRIED if name in query}
            | {"scope": " ".join(authorization.scopes)},
            users=self._store.rows("SELECT id, name, email FROM users ORDER BY id"),
            scopes={scope: SCOPES[scope] for scope in authorization.scopes},
            redirect=authorization.redirect_uri,
        )

    def _home(self, _request: Request) -> Response:
        recent = self._store.rows(_ACTIVITIES + "ORDER BY r.updated_at DESC, r.id DESC LIMIT 8")
        counts = {section: self._count(section) for section in _SECTIONS}
        return _page("home", "Harbor CRM", "/", counts=counts, recent=recent)

    def _list(self, section: str, _request: Request) -> Response:
        rows = self._store.rows(f"{_LISTS[section]} LIMIT {_SHOWN}")
        if section == "/contacts":
            rows = [{**row, "phones": self._store.phones(row["id"])} for row in rows]
        return _page("list", _SECTIONS[section], section, rows=rows, total=self._count(section))

    def _contact(self, request: Request) -> Response:
        row = self._find(CONTACTS, request)
        if row is None:
            return self._missing("contact")
        number = row["id"]
        return _page(
            "contact",
            row["name"],
            "/contacts",
            contact={**row, "phones": self._store.phones(number)},
            owner=self._owner(row),
            activities=self._store.rows(_ACTIVITIES + "WHERE r.contact_id = ? ORDER BY r.started_at DESC", (number,)),
            messages=self._store.rows(_MESSAGES + "WHERE r.contact_id = ? ORDER BY r.occurred_at DESC", (number,)),
            deals=self._store.rows(_DEALS + "WHERE r.contact_id = ? ORDER BY r.id", (number,)),
        )

    def _activity(self, request: Request) -> Response:
        identity = request.path_params["id"]
        if MESSAGES.number(identity) is not None:
            # A manifest has one address for both kinds of log.
            return RedirectResponse(f"/messages/{identity}")
        row = self._find(ACTIVITIES, request)
        if row is None:
            return self._missing("activity")
        disposition = DISPOSITIONS.get(row["disposition"] or "", "")
        texts = {"Note": row["note"], "Details": row["body"]}
        return self._log("activity", "/activities", row, texts=texts, disposition=disposition)

    def _message(self, request: Request) -> Response:
        row = self._find(MESSAGES, request)
        if row is None:
            return self._missing("message")
        return self._log("message", "/messages", row, texts={"Text": row["body"]})

    def _log(self, template: str, section: str, row: Row, **values: Any) -> Response:
        name = self._store.value("SELECT name FROM contacts WHERE id = ?", (row["contact_id"],))
        deal = self._store.value("SELECT title FROM deals WHERE id = ?", (row["deal_id"],))
        log = {**row, "contact_name": name}
        return _page(template, row["subject"], section, log=log, deal=deal, owner=self._owner(row), **values)

    def _missing(self, what: str) -> Response:
        return self.problem(404, f"There is no such {what}.", "It may have been deleted.")

    def _find(self, kind: Kind, request: Request) -> Row | None:
        number = kind.number(request.path_params["id"])
        return self._store.row(f"SELECT * FROM {kind.name} WHERE id = ?", (number,))  # noqa: S608

    def _count(self, section: str) -> int:
        return int(self._store.value(f"SELECT count(*) FROM {section[1:]}"))  # noqa: S608

    def _owner(self, row: Row) -> str | None:
        owner: str | None = self._store.value("SELECT name FROM users WHERE id = ?", (row["owner_id"],))
        return owner


def _asynchronous(page: Callable[[Request], Response]) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return page(request)

    return answer


def _page(template: str, title: str, section: str = "", status: int = 200, **values: Any) -> Response:
    filled = _templates().get_template(f"{template}.html").render(title=title, section=section, **values)
    return Response(filled, status, headers=_HEADERS, media_type="text/html")


def _style(_request: Request) -> Response:
    text = (resource_root() / "harbor" / "harbor.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@functools.cache
def _templates() -> Environment:
    """The templates; compiled at the first page rather than when Harbor starts."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(resource_root() / "harbor"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["sections"] = _SECTIONS
    made.filters["duration"] = _duration
    return made


def _duration(row: Row) -> str:
    """How long a call took, which its times tell where it has no duration of its own."""
    seconds = row["duration"]
    if seconds is None and row["started_at"] and row["ended_at"]:
        length = dt.datetime.fromisoformat(row["ended_at"]) - dt.datetime.fromisoformat(row["started_at"])
        seconds = max(0, round(length.total_seconds()))
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

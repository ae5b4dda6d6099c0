"""The REST API under /v1: lists with paging, records with ETags, and the few actions beyond them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workbench.core.values.json_text import read_json
from workbench.services.harbor.access import Principal, authenticate
from workbench.services.harbor.fields import read_fields
from workbench.services.harbor.phones import comparable
from workbench.services.harbor.problems import Problem, invalid, not_found
from workbench.services.harbor.records import (
    ACTIVITIES,
    ACTIVITY_TYPES,
    APPOINTMENTS,
    CONTACTS,
    DISPOSITIONS,
    KINDS,
    MESSAGES,
    USERS,
    Filter,
    Kind,
)
from workbench.services.harbor.store import Row, Store
from workbench.services.harbor.views import choices, license_of, show

DEFAULT_LIMIT: Final = 25
LARGEST_LIMIT: Final = 200
LARGEST_BODY: Final = 2_000_000

Handler = Callable[[Request, Principal], Awaitable[Response]]


class Api:
    """The handlers; every one gets the authenticated caller."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        """Routes of every kind of record, and the special ones before them."""
        routes = [
            self._route("/v1/users/me", self._me),
            self._route("/v1/users/me/activity-types", self._activity_types),
            self._route("/v1/dispositions", self._dispositions),
            self._route("/v1/license", self._license),
            self._route("/v1/sessions/end", self._end_session, "POST"),
            self._route("/v1/activities/{id}/disposition", self._set_disposition, "PUT"),
            self._route("/v1/messages/{id}/entries", self._add_entry, "POST"),
            self._route("/v1/appointments/{id}/confirm", self._appointment_status("confirmed"), "POST"),
            self._route("/v1/appointments/{id}/cancel", self._appointment_status("cancelled"), "POST"),
        ]
        for kind in KINDS:
            base = f"/v1/{kind.name}"
            routes += [self._route(base, self._list(kind)), self._route(base + "/{id}", self._get(kind))]
            if kind.write_scope:
                routes += [
                    self._route(base, self._create(kind), "POST"),
                    self._route(base + "/{id}", self._change(kind), "PATCH"),
                ]
            if kind.deletable:
                routes.append(self._route(base + "/{id}", self._delete(kind), "DELETE"))
        return routes

    def _route(self, path: str, handler: Handler, method: str = "GET") -> Route:
        async def answer(request: Request) -> Response:
            return await handler(request, authenticate(self._store, request.headers))

        return Route(path, answer, methods=[method])

    def _list(self, kind: Kind) -> Handler:
        async def answer(request: Request, caller: Principal) -> Response:
            caller.require(kind.read_scope)
            query = request.query_params
            conditions, parameters = _conditions(kind, query)
            where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
            limit = _number(query.get("limit"), "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT)
            offset = _number(query.get("offset"), "offset", 0, 0, 10**9)
            # Names and conditions come from records.py; every value is a parameter.
            total = self._store.value(f"SELECT count(*) FROM {kind.name}{where}", parameters)  # noqa: S608
            rows = self._store.rows(
                f"SELECT * FROM {kind.name}{where} ORDER BY {kind.order} LIMIT ? OFFSET ?",  # noqa: S608
                (*parameters, limit, offset),
            )
            data = [self._show(kind, row, request) for row in rows]
            following = None
            if offset + len(rows) < total:
                kept = {**query, "limit": limit, "offset": offset + len(rows)}
                following = f"{request.url.path}?{urlencode(kept)}"
            return _json(request, {
                "data": data,
                "paging": {"total": total, "limit": limit, "offset": offset, "next": following},
            })  # fmt: skip

        return answer

    def _get(self, kind: Kind) -> Handler:
        async def answer(request: Request, caller: Principal) -> Response:
            caller.require(kind.read_scope)
            return _json(request, {"data": self._show(kind, self._find(kind, request), request)})

        return answer

    def _create(self, kind: Kind) -> Handler:
        async def answer(request: Request, caller: Principal) -> Response:
            caller.require(kind.write_scope)
            values = read_fields(self._store, kind, await _body(request), partial=False)
            phones = values.pop("phones", None)
            self._check_unique(kind, values, 0)
            now = self._store.timestamp()
            # None means "not given" on creation, so that the table's defaults apply.
            values = {name: value for name, value in values.items() if value is not None}
            values.setdefault("owner_id", caller.user_id)
            with self._store.together():
                number = self._store.insert(kind.name, {**values, "created_at": now, "updated_at": now})
                if phones is not None:
                    self._store.set_phones(number, phones)
            location = f"/v1/{kind.name}/{kind.public_id(number)}"
            return self._answer(request, kind, number, 201, {"Location": location})

        return answer

    def _change(self, kind: Kind) -> Handler:
        async def answer(request: Request, caller: Principal) -> Response:
            caller.require(kind.write_scope)
            row = self._find(kind, request)
            wanted = request.headers.get("if-match")
            if wanted and wanted not in ("*", _etag({"data": self._show(kind, row, request)})):
                raise Problem(412, "changed_meanwhile", f"The {kind.singular} was changed since it was read.")
            values = read_fields(self._store, kind, await _body(request), partial=True)
            phones = values.pop("phones", None)
            self._check_unique(kind, values, row["id"])
            for name in [name for name, value in values.items() if value is None and _keeps_value(kind, name)]:
                raise invalid(name, f"{name} cannot be emptied.")
            with self._store.together():
                self._store.update(kind.name, row["id"], {**values, "updated_at": self._store.timestamp()})
                if phones is not None:
                    self._store.set_phones(row["id"], phones)
            return self._answer(request, kind, row["id"])

        return answer

    def _delete(self, kind: Kind) -> Handler:
        async def answer(request: Request, caller: Principal) -> Response:
            caller.require(kind.write_scope)
            row = self._find(kind, request)
            self._store.execute(f"DELETE FROM {kind.name} WHERE id = ?", (row["id"],))  # noqa: S608
            return Response(status_code=204)

        return answer

    async def _me(self, request: Request, caller: Principal) -> Response:
        return _json(request, {"data": show(self._store, USERS, self._user(caller))})

    async def _activity_types(self, request: Request, caller: Principal) -> Response:
        caller.require("activities.read")
        return _json(request, {"data": [{"key": key, "name": name} for key, name in ACTIVITY_TYPES.items()]})

    async def _dispositions(self, request: Request, caller: Principal) -> Response:
        caller.require("activities.read")
        return _json(request, {"data": [{"key": key, "name": name} for key, name in DISPOSITIONS.items()]})

    async def _license(self, request: Request, caller: Principal) -> Response:
        return _json(request, {"data": license_of(self._user(caller))})

    async def _end_session(self, request: Request, _caller: Principal) -> Response:
        # A key stays valid; a client only says that it forgets it.
        return _json(request, {"data": {"ended": True}})

    async def _set_disposition(self, request: Request, caller: Principal) -> Response:
        caller.require("activities.write")
        row = self._find(ACTIVITIES, request)
        body = await _body(request)
        value = body.get("disposition") if isinstance(body, dict) else None
        if value not in DISPOSITIONS:
            raise invalid("disposition", f"disposition has to be one of {', '.join(DISPOSITIONS)}.")
        self._store.update("activities", row["id"], {"disposition": value, "updated_at": self._store.timestamp()})
        return self._answer(request, ACTIVITIES, row["id"])

    async def _add_entry(self, request: Request, caller: Principal) -> Response:
        caller.require("messages.write")
        row = self._find(MESSAGES, request)
        body = await _body(request)
        text = body.get("body") if isinstance(body, dict) else None
        if not isinstance(text, str) or not text.strip():
            raise invalid("body", "body has to hold the text to add.", code="required")
        joined = "\n".join(part for part in (row["body"].rstrip("\n"), text) if part)
        self._store.update("messages", row["id"], {"body": joined, "updated_at": self._store.timestamp()})
        return self._answer(request, MESSAGES, row["id"], 201)

    def _appointment_status(self, status: str) -> Handler:
        async def answer(request: Request, caller: Principal) -> Response:
            caller.require("appointments.write")
            row = self._find(APPOINTMENTS, request)
            if row["status"] == "cancelled":
                raise Problem(409, "already_cancelled", "The appointment was cancelled before.")
            if row["status"] == "completed":
                raise Problem(409, "already_over", "The appointment has taken place.")
            self._store.update("appointments", row["id"], {"status": status, "updated_at": self._store.timestamp()})
            return self._answer(request, APPOINTMENTS, row["id"])

        return answer

    def _answer(
        self, request: Request, kind: Kind, number: int, status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        return _json(request, {"data": self._show(kind, self._row(kind, number), request)}, status, headers)

    def _show(self, kind: Kind, row: Row, request: Request) -> dict[str, Any]:
        shown = show(self._store, kind, row)
        if kind is CONTACTS and request.query_params.get("include") == "choices":
            shown["choices"] = choices(self._store, row["id"])
        return shown

    def _user(self, caller: Principal) -> Row:
        return self._row(USERS, caller.user_id)

    def _row(self, kind: Kind, number: int) -> Row:
        found = self._store.row(f"SELECT * FROM {kind.name} WHERE id = ?", (number,))  # noqa: S608
        if found is None:
            raise not_found(kind.singular, kind.public_id(number))
        return found

    def _find(self, kind: Kind, request: Request) -> Row:
        public_id = request.path_params["id"]
        number = kind.number(public_id)
        if number is None:
            raise not_found(kind.singular, public_id)
        return self._row(kind, number)

    def _check_unique(self, kind: Kind, values: Row, own: int) -> None:
        email = values.get("email")
        if kind is CONTACTS and email:
            other = self._store.value(
                "SELECT id FROM contacts WHERE email = ? COLLATE NOCASE AND id <> ?", (email, own)
            )
            if other is not None:
                raise Problem(409, "duplicate_email", f"Contact {other} has this e-mail address.", field="email")


def _keeps_value(kind: Kind, name: str) -> bool:
    """Whether a field must not become empty: choices with a default, and times."""
    nullable = ("direction", "disposition", "deal_id", "owner_id", "duration", "started_at", "ended_at", "occurred_at")
    return name not in nullable and not (kind is APPOINTMENTS and name == "contact_id")


def _conditions(kind: Kind, query: Any) -> tuple[list[str], list[str]]:
    conditions: list[str] = []
    parameters: list[str] = []
    for rule in kind.filters:
        value = query.get(rule.parameter)
        if value is None:
            continue
        for prepared in _prepared(rule, value):
            conditions.append(rule.condition)
            parameters.append(prepared)
    return conditions, parameters


def _prepared(rule: Filter, value: str) -> list[str]:
    if rule.match == "phone":
        return [comparable(value)]
    if rule.match == "equal":
        return [value]
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    words = escaped.split() if rule.match == "words" else [escaped]
    return [f"%{word}%" for word in words] or ["%%"]


def _number(text: str | None, name: str, default: int, low: int, high: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdecimal() or not low <= int(text) <= high:
        raise Problem(400, "invalid_parameter", f"{name} has to be a number from {low} to {high}.", field=name)
    return int(text)


async def _body(request: Request) -> Any:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise Problem(415, "unsupported_media_type", "The body has to be application/json.")
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > LARGEST_BODY:
            raise Problem(413, "body_too_large", f"The body is larger than {LARGEST_BODY} bytes.")
    try:
        return read_json(bytes(received))
    except ValueError as error:
        raise Problem(400, "malformed_json", f"The body is not JSON: {error}.") from None


def _etag(content: dict[str, Any]) -> str:
    return f'"{hashlib.sha256(json.dumps(content).encode()).hexdigest()[:20]}"'


def _json(
    request: Request, content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    etag = _etag(content)
    sent = {"ETag": etag, "Cache-Control": "private, no-cache", **(headers or {})}
    if request.method == "GET" and etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=sent)
    return JSONResponse(content, status, headers=sent)


async def problem_answer(request: Request, error: Exception) -> Response:
    """A refusal as JSON."""
    assert isinstance(error, Problem)
    return JSONResponse(error.body(request.state.request_id), error.status, headers=error.headers)


def http_problem(error: HTTPException, path: str) -> Problem:
    """The router's own refusals (no such route, wrong method) in the API's shape."""
    if error.status_code == 405:
        return Problem(
            405, "method_not_allowed", f"{path} does not take this method.", headers=dict(error.headers or {})
        )
    return Problem(error.status_code, "no_such_route", f"There is nothing at {path}.")

"""Exceptions as the wire has them: name, message, a stack without the host's own frames, and the CRM's answer."""

from __future__ import annotations

import os
import traceback

from workbench_host.codes import network_code

HOST_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
_BODY_LIMIT = 256 * 1024


def describe(error: BaseException) -> dict:
    """Members of the wire's error data that every exception has."""
    status, body = _answer(error)
    code = _own_code(error)
    if code is None or code == status or isinstance(code, bool) or not isinstance(code, (str, int)):
        code = network_code(error)
    return {
        "name": type(error).__name__,
        "message": _text(error),
        "cause": _cause(error),
        "stack": stack_of(error),
        "status": status,
        "code": str(code) or None,
        "response_body": body,
    }


def _cause(error: BaseException) -> str:
    """What lies behind an exception and its message does not say."""
    told = [_text(error)]
    seen = [error]
    behind = _behind(error)
    while behind is not None and all(behind is not each for each in seen) and len(seen) < 10:
        seen.append(behind)
        words = _text(behind) or type(behind).__name__
        if not any(words in before for before in told):
            told.append(words)
        behind = _behind(behind)
    return ", ".join(told[1:])


def _behind(error: BaseException):
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _own_code(error: BaseException):
    """`error.code` unless it is computed: some libraries warn when it is read."""
    own = getattr(error, "__dict__", {}).get("code")
    return own if own is not None else getattr(type(error), "code", None)


def stack_of(error: BaseException) -> str:
    """The traceback as Python prints it, without frames of the host."""
    try:
        summary = traceback.TracebackException.from_exception(error, limit=-60)
        _trim(summary, set())
        return "".join(summary.format())
    except Exception as problem:  # a broken __str__ or __cause__ of the adapter must not hide the error
        return f"{type(error).__name__} (its traceback cannot be shown: {type(problem).__name__})"


def _trim(summary, seen) -> None:
    if summary is None or id(summary) in seen:
        return
    seen.add(id(summary))
    kept = [frame for frame in summary.stack if not frame.filename.startswith(HOST_FOLDER)]
    summary.stack = traceback.StackSummary.from_list(kept)
    _trim(summary.__cause__, seen)
    _trim(summary.__context__, seen)


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as problem:  # the adapter's own __str__
        return f"(its message cannot be shown: {type(problem).__name__})"


def _answer(error: BaseException):
    """Status and body of the HTTP answer behind an exception of httpx, requests, aiohttp or urllib."""
    response = getattr(error, "response", None)
    for holder, names in ((response, ("status_code", "status")), (error, ("status", "status_code"))):
        for name in names:
            status = getattr(holder, name, None)
            if isinstance(status, int) and not isinstance(status, bool):
                return status, _body(response)
    code = _own_code(error)
    if isinstance(code, int) and hasattr(error, "hdrs"):
        return code, None
    if isinstance(response, dict) and isinstance(response.get("status"), int):
        return response["status"], response.get("data")
    return None, None


def _body(response):
    """What the answer said, when it was read already."""
    if response is None:
        return None
    try:
        content = getattr(response, "_content", None)
        if not isinstance(content, bytes) or len(content) > _BODY_LIMIT:
            return None
        try:
            return response.json()
        except ValueError:
            return response.text
    except Exception:  # a response that is closed, or not what it looks like
        return None

"""Values to and from the wire: JSON plus tagged objects."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import decimal
import enum
import json
import math
import pathlib
import uuid

TAG = "$workbench"
DEPTH = 200
INLINE = 1024 * 1024


class Undefined:
    """An argument that JavaScript would call undefined."""


UNDEFINED = Undefined()


def _refuse(value):
    raise TypeError(type(value).__name__)


_PLAIN = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=True, default=_refuse, separators=(",", ":")
)
_QUOTED = json.encoder.encode_basestring
_TAGGED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_text(value) -> str:
    """A value as JSON text in the wire's notation."""
    kind = type(value)
    if kind in _PLAIN_TYPES:
        try:
            if kind is str:
                return _QUOTED(value)
            text = _PLAIN.encode(value)
            if TAG not in text and not _is_deep(value):
                return text
        except (TypeError, ValueError, RecursionError):
            pass  # something JSON cannot carry: tag it
    return _TAGGED.encode(encode(value))


_PLAIN_TYPES = (dict, list, str, int, float, bool, type(None))


def _is_deep(value) -> bool:
    level = [value]
    for _ in range(DEPTH):
        inner = []
        for item in level:
            for member in item.values() if isinstance(item, dict) else item if isinstance(item, (list, tuple)) else ():
                if isinstance(member, (dict, list, tuple)):
                    inner.append(member)  # noqa: PERF401, half as long for a shallow value, the usual one
        if not inner:
            return False
        level = inner
    return True


def encode(value, path=(), seen=None, depth=0):
    """A value as JSON data in the wire's notation."""
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if kind is str:
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**64 else {TAG: "bigint", "text": _digits(value)}
    if isinstance(value, enum.Enum):
        return encode(value.value, path, seen, depth)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return float(value)
        return {TAG: "number", "text": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    scalar = _scalar(value)
    if scalar is not None:
        return scalar
    if depth >= DEPTH:
        return {TAG: "object", "text": "too deep", "content": None}
    seen = {} if seen is None else seen
    if id(value) in seen:
        return {TAG: "circular", "text": seen[id(value)]}
    seen[id(value)] = ".".join(path)
    try:
        return _container(value, path, seen, depth + 1)
    finally:
        del seen[id(value)]


def _digits(value: int) -> str:
    try:
        return str(value)
    except ValueError:
        return hex(value)  # of so many digits that Python writes no others


def _scalar(value):
    if value is UNDEFINED:
        return {TAG: "undefined"}
    if isinstance(value, datetime.datetime):
        return {TAG: "date", "text": date_text(value)}
    if isinstance(value, datetime.date):
        return {TAG: "date", "text": value.isoformat() + "T00:00:00.000Z"}
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {TAG: "buffer", "text": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, (decimal.Decimal, uuid.UUID, pathlib.PurePath, datetime.time, datetime.timedelta)):
        return {TAG: "object", "text": type(value).__name__, "content": str(value)}
    if isinstance(value, type):
        return {TAG: "function", "text": value.__name__}
    if callable(value):
        return {TAG: "function", "text": getattr(value, "__name__", type(value).__name__)}
    return None


def _container(value, path, seen, depth):
    if isinstance(value, dict):
        depth += TAG in value  # each level of JSON counts
        plain = {_key(key): encode(item, (*path, _key(key)), seen, depth) for key, item in value.items()}
        return {TAG: "escaped", "value": plain} if TAG in plain else plain
    if isinstance(value, (list, tuple)):
        if hasattr(value, "_asdict"):
            return _container(value._asdict(), path, seen, depth)
        return [encode(item, (*path, str(index)), seen, depth) for index, item in enumerate(value)]
    if isinstance(value, (set, frozenset)):
        content = [encode(item, path, seen, depth + 1) for item in value]
        return {TAG: "set", "text": type(value).__name__, "content": content}
    if isinstance(value, BaseException):
        content = encode(dict(vars(value)), path, seen, depth + 1)
        return {TAG: "error", "text": f"{type(value).__name__}: {value}", "content": content}
    if dataclasses.is_dataclass(value):
        fields = {field.name: getattr(value, field.name, None) for field in dataclasses.fields(value)}
        return _container(fields, path, seen, depth)
    for method in ("model_dump", "to_dict", "toJSON"):
        reduce = getattr(value, method, None)
        if callable(reduce):
            try:
                return encode(reduce(), path, seen, depth)
            except Exception:  # the object's own method: whatever it does, its members still tell
                break
    members = {name: item for name, item in (getattr(value, "__dict__", None) or {}).items() if name[:1] != "_"}
    content = encode(members, path, seen, depth + 1)
    return {TAG: "object", "text": type(value).__name__, "content": content}


def _key(key) -> str:
    if isinstance(key, str):
        return str(key)
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)


def date_text(value: datetime.datetime) -> str:
    """ISO 8601 with milliseconds in UTC; a naive time is taken as UTC."""
    if value.tzinfo is not None:
        value = value.astimezone(datetime.timezone.utc)
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def read_date(text: str):
    """A time with zone from ISO 8601; the text itself when it is none."""
    try:
        value = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text
    return value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)


def decode(wire, marker):
    """Wire data as Python values; undefined members vanish. `marker(kind, options)` gives live objects."""
    if isinstance(wire, list):
        return [None if item is UNDEFINED else item for item in (decode(item, marker) for item in wire)]
    if not isinstance(wire, dict):
        return wire
    kind = wire.get(TAG)
    if kind is None:
        pairs = ((key, decode(item, marker)) for key, item in wire.items())
        return {key: item for key, item in pairs if item is not UNDEFINED}
    text = wire.get("text", "")
    if kind == "undefined":
        return UNDEFINED
    if kind == "escaped":
        return {key: decode(item, marker) for key, item in wire["value"].items()}
    if kind in ("user", "oauthApp", "tracer"):
        return marker(kind, wire.get("options"))
    if kind == "date":
        return read_date(text)
    if kind == "buffer":
        return base64.b64decode(text)
    if kind == "bigint":
        return int(text, 0)
    if kind == "number":
        return float(text.replace("Infinity", "inf"))
    content = decode(wire.get("content"), marker)
    if kind == "map" and isinstance(content, list):
        return dict(content)
    return text if content is None else content

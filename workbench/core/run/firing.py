"""What an interface is fired with: sent once, kept beside its result, typed in a form, fired again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.redaction import Redactor
from workbench.core.redaction.leaving_out import without_secrets
from workbench.core.values import Json, decode, encode

FORMAT: Final = 1
"""The document's version; what a newer workbench wrote in another one is shown, and not fired again."""

USUAL_TIMEOUT: Final = 30.0
"""Seconds that an interface may take where nobody chose."""


@dataclass(frozen=True, slots=True)
class Firing:
    """One interface to call, and what with."""

    interface: str
    request: Json = None
    """The client's request in merged form (core.contract.routes), from a sample or from the form; None for none."""
    sample: str = ""
    """Name of the sample that the request began as (`SampleUse.name`)."""
    is_sample: bool = False
    """True when the request is a sample's, so that contact and log ids of earlier calls go before its own."""
    edited: frozenset[str] = frozenset()
    """Paths of a sample's request that the user changed."""
    arguments: Json = None
    """Arguments given by the user as they are; their keys replace what App Connect would pass."""
    overrides: tuple[tuple[str, Json], ...] = ()
    """Dotted argument paths and values, in the order in which they are applied, last of all."""
    bare: bool = False
    """Pass the given arguments, user and authHeader, and nothing else."""
    timeout: float = 0.0
    """Seconds that it may take; 0 for the usual time."""
    left_out: tuple[str, ...] = ()
    """Paths in request, arguments and overrides whose values were secret, so that they are not kept."""
    place: str = ""
    """What opens the adapter again: a sample's name, or a folder or file; empty before it was fired."""
    root: str = ""
    """The adapter's project folder."""

    @property
    def seconds(self) -> float:
        """How long it may take."""
        return self.timeout or USUAL_TIMEOUT

    @property
    def remark(self) -> str:
        """What is different when it is fired again, as a sentence; empty when nothing is."""
        if not self.left_out:
            return ""
        one = len(self.left_out) == 1
        return (
            f"History does not keep {'the secret' if one else 'the secrets'} in {', '.join(self.left_out)}; "
            f"the connection's own {'value goes' if one else 'values go'} instead."
        )


def firing_document(firing: Firing, redactor: Redactor | None, began_as: Json = None) -> Json:
    """The document to keep; values that are secret are left out of it and named in `left_out`.

    What the request has in common with `began_as`, such as the sample's own, is kept whatever it looks like.
    """
    mask = redactor or Redactor()
    request, missing = without_secrets(firing.request, mask, began_as or {})
    arguments, missing_arguments = without_secrets(firing.arguments, mask, {})
    overrides = [[path, value] for path, value in firing.overrides if _is_plain(path, value, mask)]
    secret = tuple(path for path, value in firing.overrides if not _is_plain(path, value, mask))
    left_out = dict.fromkeys((*firing.left_out, *missing, *missing_arguments, *secret))
    return {
        "format": FORMAT,
        "interface": firing.interface,
        "request": encode(request),
        "sample": firing.sample,
        "is_sample": firing.is_sample,
        "edited": sorted(set(firing.edited) - set(left_out)),
        "arguments": encode(arguments),
        "overrides": encode(overrides),
        "bare": firing.bare,
        "timeout": firing.timeout,
        "left_out": list(left_out),
        "place": firing.place,
        "root": firing.root,
    }


def firing_from_document(document: Json, interface: str = "") -> Firing | None:
    """Read a document; None when there is none, a newer workbench wrote it, or it is damaged.

    `interface` stands in for documents that do not name theirs; overrides may be a list of pairs or an object.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return None
    try:
        return _firing(document, interface)
    except (AttributeError, TypeError, ValueError):
        return None


def _firing(document: Mapping[str, Json], interface: str) -> Firing:
    overrides: Any = decode(document.get("overrides") or {})
    pairs = overrides.items() if isinstance(overrides, dict) else overrides
    return Firing(
        interface=str(document.get("interface") or interface),
        request=decode(document.get("request")),
        sample=str(document.get("sample") or ""),
        is_sample=bool(document.get("is_sample")),
        edited=frozenset(map(str, document.get("edited") or ())),
        arguments=decode(document.get("arguments")),
        overrides=tuple((path, value) for path, value in pairs),
        bare=bool(document.get("bare")),
        timeout=float(document.get("timeout") or 0),
        left_out=tuple(map(str, document.get("left_out") or ())),
        place=str(document.get("place") or ""),
        root=str(document.get("root") or ""),
    )


def _is_plain(path: str, value: Json, redactor: Redactor) -> bool:
    """Whether an override holds no secret, by its value or by the name of the member that it sets."""
    member = {path.rpartition(".")[2]: value}
    return bool(redactor.value(member) == member)

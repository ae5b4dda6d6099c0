"""What an invocation was fired with, kept so that it can be fired again; secrets are left out, and said to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.core.redaction import Redactor
from workbench.core.values import Json, decode, encode

FORMAT: Final = 1
"""The document's version; what a newer workbench wrote in another one is shown, and not fired again."""


@dataclass(frozen=True, slots=True)
class Fired:
    """The firing of an invocation as its user made it."""

    request: Json = None
    """The client's request in merged form (core.contract.routes); None when there was none."""
    sample: str = ""
    """Name of the sample that the request began as."""
    is_sample: bool = False
    edited: tuple[str, ...] = ()
    """Paths of the sample's request that were changed."""
    arguments: Json = None
    """Arguments that were given as they are; None when App Connect's were passed."""
    overrides: tuple[tuple[str, Json], ...] = ()
    """Dotted argument paths and values, in the order they were applied."""
    bare: bool = False
    timeout: float = 0.0
    """Seconds; 0 when it is not known."""
    left_out: tuple[str, ...] = ()
    """Paths in request, arguments and overrides whose values were secret, so that they are not kept."""
    place: str = ""
    """What opens the adapter again: a sample's name, or a folder or file."""
    root: str = ""
    """The adapter's project folder."""

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


def fired_document(fired: Fired, redactor: Redactor | None) -> Json:
    """The document to keep; values that are secret are left out of it and named in `left_out`."""
    mask = redactor or Redactor()
    request, missing = _kept(fired.request, mask)
    arguments, missing_arguments = _kept(fired.arguments, mask)
    overrides = [[path, value] for path, value in fired.overrides if _is_plain(path, value, mask)]
    secret = tuple(path for path, value in fired.overrides if not _is_plain(path, value, mask))
    left_out = dict.fromkeys((*fired.left_out, *missing, *missing_arguments, *secret))
    return {
        "format": FORMAT,
        "request": encode(request),
        "sample": fired.sample,
        "is_sample": fired.is_sample,
        "edited": sorted(set(fired.edited) - set(left_out)),
        "arguments": encode(arguments),
        "overrides": encode(overrides),
        "bare": fired.bare,
        "timeout": fired.timeout,
        "left_out": list(left_out),
        "place": fired.place,
        "root": fired.root,
    }


def fired_from_document(document: Json) -> Fired | None:
    """Read a document; None when there is none, or a newer workbench wrote it."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return None
    return Fired(
        request=decode(document["request"]),
        sample=document["sample"],
        is_sample=document["is_sample"],
        edited=tuple(document["edited"]),
        arguments=decode(document["arguments"]),
        overrides=tuple((path, value) for path, value in decode(document["overrides"])),
        bare=document["bare"],
        timeout=document["timeout"],
        left_out=tuple(document["left_out"]),
        place=document["place"],
        root=document["root"],
    )


def _kept(value: Json, redactor: Redactor) -> tuple[Json, tuple[str, ...]]:
    """The value without its secrets, and where they stood."""
    if not isinstance(value, dict):
        return value, ()
    # The forms cost time to import, and reading history needs none of them.
    from workbench.core.forms.stored import StoredInput, stored_document

    kept = stored_document(StoredInput(value), {}, redactor)
    return kept["request"], tuple(kept["left_out"])


def _is_plain(path: str, value: Json, redactor: Redactor) -> bool:
    """Whether an override holds no secret, by its value or by the name of the member that it sets."""
    member = {path.rpartition(".")[2]: value}
    return bool(redactor.value(member) == member)

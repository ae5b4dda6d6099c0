"""Every reader of what strangers write, what it is given, and what holds of it: one table for both kinds of run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fuzzing import answers, files, masks
from hypothesis.strategies import SearchStrategy


@dataclass(frozen=True)
class Target:
    """One reader."""

    given: SearchStrategy[Any]
    holds: Callable[[Any], None]
    """Fails where something does not hold."""


TARGETS = {
    "manifest": Target(files.MANIFESTS, files.holds_of_manifest),
    "proxy": Target(files.PROFILES, files.holds_of_proxy),
    "settings": Target(files.SETTING_FILES, files.holds_of_settings),
    "workspace": Target(files.WORKSPACES, files.holds_of_workspace),
    "dotenv": Target(files.DOTENVS, files.holds_of_dotenv),
    "filter": Target(answers.FILTERS, answers.holds_of_filter),
    "wire": Target(answers.WIRE_PARTS, answers.holds_of_wire),
    "channel": Target(answers.STREAMS, answers.holds_of_channel),
    "tokens": Target(answers.TOKEN_ANSWERS, answers.holds_of_tokens),
    "redirect": Target(answers.REDIRECTS, answers.holds_of_redirect),
    "body": Target(answers.BODIES, answers.holds_of_body),
    "judging": Target(answers.JUDGED, answers.holds_of_judging),
    "masked-text": Target(masks.MASKED_TEXTS, masks.holds_of_text),
    "masked-secret": Target(masks.SECRETS, masks.holds_of_secret),
    "masked-value": Target(masks.VALUES, masks.holds_of_value),
}

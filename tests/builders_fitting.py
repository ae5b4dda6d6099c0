"""Sample requests as a fixed moment and a platform make them."""

from __future__ import annotations

from typing import Any

from workbench.core.contract.fitting import Fit, fitted
from workbench.core.contract.samples import Sample, SampleStep, SampleUse
from workbench.core.manifest import Platform

NOW = 1_772_359_200.0
"""2026-03-01T10:00:00Z."""


def request_of(use: SampleUse, platform: str = "harbor", profile: Platform | None = None, **to: Any) -> dict[str, Any]:
    """A sample's request for a platform."""
    return fitted(use, Fit(platform, to.pop("now", NOW), profile, **to))


def step_request(sample: Sample, step: SampleStep, platform: str = "harbor", **to: Any) -> dict[str, Any]:
    """The same for a step of a sample."""
    return request_of(SampleUse(sample, step), platform, **to)

"""The host names of Harbor CRM."""

from __future__ import annotations

from typing import Final

HARBOR_HOSTS: Final = ("harborcrm.test", "*.harborcrm.test")
"""Hosts that the sample adapters call; a session maps them to `HarborCrm.url`."""

"""Logging in as App Connect does: one engine, gone through step by step, in one go, or without a person."""

from __future__ import annotations

from workbench.core.connection.connection import Connection
from workbench.core.login import STEPS, LoginStep, StepState, Way, form_problems, login_form
from workbench.session.login.credentials import Authorize, Credentials
from workbench.session.login.flow import LoginFlow
from workbench.session.login.pending import PendingLogins
from workbench.session.open_adapter import OpenAdapter

__all__ = [
    "STEPS",
    "Authorize",
    "Credentials",
    "LoginFlow",
    "LoginStep",
    "PendingLogins",
    "StepState",
    "Way",
    "form_problems",
    "login",
    "login_form",
]


async def login(adapter: OpenAdapter, credentials: Credentials, authorize: Authorize) -> Connection:
    """Log in and make the connection the adapter's; raises LoginError naming what failed."""
    return await LoginFlow(adapter, credentials, authorize).run_to_end()

"""A login as data: its steps, its form, the token request, and what most likely went wrong (runtime.md section 3)."""

from workbench.core.login.causes import CAUSES, likely_cause
from workbench.core.login.consent import (
    CONSENT_WAYS,
    ConsentChoice,
    ConsentWay,
    consent_way,
    is_redirect,
    loopback_redirect,
    tidy_address,
)
from workbench.core.login.document import detail_document, step_document
from workbench.core.login.evidence import Cause, Evidence
from workbench.core.login.form import (
    API_KEY,
    HOSTNAME_FIELD,
    FormField,
    FormFieldKind,
    Way,
    form_problems,
    login_form,
    missing_fields,
    other_way,
    secret_values,
    way_gone,
    way_of,
)
from workbench.core.login.login_warnings import WARNINGS, warnings
from workbench.core.login.lost import LostConnection, lost_connection
from workbench.core.login.refreshing import REFRESH_BEFORE, TokenLife, is_due, token_life
from workbench.core.login.state import fits_state, login_state, platform_in_state
from workbench.core.login.steps import STEPS, Detail, LoginNote, LoginStep, StepState, blank_steps
from workbench.core.login.token_request import (
    ClientOptions,
    TokenRequest,
    code_request,
    merged_options,
    refresh_request,
)

__all__ = [
    "API_KEY",
    "CAUSES",
    "CONSENT_WAYS",
    "HOSTNAME_FIELD",
    "REFRESH_BEFORE",
    "STEPS",
    "WARNINGS",
    "Cause",
    "ClientOptions",
    "ConsentChoice",
    "ConsentWay",
    "Detail",
    "Evidence",
    "FormField",
    "FormFieldKind",
    "LoginNote",
    "LoginStep",
    "LostConnection",
    "StepState",
    "TokenLife",
    "TokenRequest",
    "Way",
    "blank_steps",
    "code_request",
    "consent_way",
    "detail_document",
    "fits_state",
    "form_problems",
    "is_due",
    "is_redirect",
    "likely_cause",
    "login_form",
    "login_state",
    "loopback_redirect",
    "lost_connection",
    "merged_options",
    "missing_fields",
    "other_way",
    "platform_in_state",
    "refresh_request",
    "secret_values",
    "step_document",
    "tidy_address",
    "token_life",
    "warnings",
    "way_gone",
    "way_of",
]

"""App Connect's composers of log texts, rebuilt: the same text for the same inputs, defects included."""

from workbench.core.composer.call_log import FORMATS, compose_call_log, compose_steps
from workbench.core.composer.findings import composer_findings
from workbench.core.composer.inputs import CallLogInputs
from workbench.core.composer.javascript import ComposerError
from workbench.core.composer.layout import Change, Step
from workbench.core.composer.shared_sms import compose_shared_sms

__all__ = [
    "FORMATS",
    "CallLogInputs",
    "Change",
    "ComposerError",
    "Step",
    "compose_call_log",
    "compose_shared_sms",
    "compose_steps",
    "composer_findings",
]

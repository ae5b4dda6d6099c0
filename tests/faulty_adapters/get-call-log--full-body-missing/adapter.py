"""Fault: callLogInfo has no fullBody."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from base import *


async def get_call_log(call_log_id):
    return {
        "callLogInfo": {
            "subject": "Call",
            "note": "Asked for prices.",
            "fullLogResponse": {"id": call_log_id},
        }
    }

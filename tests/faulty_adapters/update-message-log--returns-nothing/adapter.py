"""Fault: updateMessageLog returned nothing."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from base import *


async def update_message_log(existing_message_log, message):
    existing_message_log.get("thirdPartyLogId")

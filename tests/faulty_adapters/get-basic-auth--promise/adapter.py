"""Fault: getBasicAuth gave a promise."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from base import *


async def get_basic_auth(api_key):
    return "a2V5Og=="

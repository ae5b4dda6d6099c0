"""Fault: getUserList returned no list."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from base import *


async def get_user_list(user, auth_header):
    return {"users": [{"id": "7", "name": "Priya Anand"}]}

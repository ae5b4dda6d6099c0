"""Fault: matchedContactInfo is not a list."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from base import *


def find_contact(phone_number):
    return {
        "successful": True,
        "matchedContactInfo": {"id": "C-1", "name": "Dana Whitfield", "phone": phone_number},
    }

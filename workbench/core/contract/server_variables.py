"""What a connector server's operator sets in its environment."""

from __future__ import annotations

from typing import Final

SERVER_VARIABLES: Final = {
    "APP_SERVER": "http://127.0.0.1:6066",
    "APP_SERVER_SECRET_KEY": "app-connect-workbench-local-signing-key",
    "DEVELOPER_APP_SERVER_SECRET_KEY": "app-connect-workbench-local-developer-key",
    "HASH_KEY": "app-connect-workbench-local-hash-key",
}
"""Stand-ins, where the adapter's environment leaves one empty; none is a secret."""

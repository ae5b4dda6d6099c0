"""Calls are rows of the sheet that the user chose on App Connect's settings page."""

import base64
import json
import urllib.request


def done(message, message_type="success"):
    return {"message": message, "messageType": message_type, "ttl": 3000}


def get_auth_type():
    return "apiKey"


def get_basic_auth(api_key, **_):
    return base64.b64encode(f"{api_key}:".encode()).decode()


def get_log_format_type(**_):
    return "text/plain"


def get_user_info(**_):
    return {
        "successful": True,
        "platformUserInfo": {"id": "12-mill", "name": "Ines"},
        "returnMessage": done("Connected."),
    }


def create_call_log(user, auth_header, call_log, **_):
    sheet = (user.userSettings.get("sheet") or {}).get("value")
    if not sheet:
        return {"logId": None, "returnMessage": done("Choose a sheet in the settings first.", "warning")}
    request = urllib.request.Request(
        f"http://crm.example.test/sheets/{sheet}/rows",
        data=json.dumps([call_log["direction"], call_log["duration"]]).encode(),
        headers={"Authorization": auth_header, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return {"logId": json.load(answer)["id"], "returnMessage": done("Row added.")}


def update_call_log(note, **_):
    return {"updatedNote": note, "returnMessage": done("Row updated.")}

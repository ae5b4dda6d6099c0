"""The CRM tells at the login on which of its hosts the user's data lies."""

import json
import urllib.request


def done(message):
    return {"message": message, "messageType": "success", "ttl": 3000}


def get_auth_type():
    return "oauth"


def get_oauth_info(hostname=None, **_):
    return {
        "clientId": "mill-app",
        "clientSecret": "mill-secret-0123456789",
        "accessTokenUri": f"https://{hostname}/token",
        "redirectUri": "https://callback.example.test/done",
    }


def get_log_format_type(**_):
    return "text/plain"


def get_user_info(auth_header, data, **_):
    return {
        "successful": True,
        "platformUserInfo": {
            "id": "12-mill",
            "name": "Ines",
            "overridingHostname": data["instance_host"],
            "platformAdditionalInfo": {},
        },
        "returnMessage": done("Connected."),
    }


def create_call_log(user, auth_header, call_log, **_):
    request = urllib.request.Request(
        f"https://{user.hostname}/calls",
        data=json.dumps({"duration": call_log["duration"]}).encode(),
        headers={"Authorization": auth_header, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return {"logId": json.load(answer)["id"], "returnMessage": done("Call logged.")}


def update_call_log(note, **_):
    return {"updatedNote": note, "returnMessage": done("Call updated.")}

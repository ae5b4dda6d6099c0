# Fault: the contact's number is read under a name that it does not have.
import importlib.util
import json
import pathlib
import urllib.request

spec = importlib.util.spec_from_file_location("base", pathlib.Path(__file__).parent.parent / "base.py")
base = importlib.util.module_from_spec(spec)
spec.loader.exec_module(base)
globals().update({name: value for name, value in vars(base).items() if not name.startswith("_")})


def create_message_log(contact_info, auth_header):
    subject = f"Text message from {contact_info.get('phone')}"
    request = urllib.request.Request(
        "http://crm.example.test/activities",
        json.dumps({"subject": subject, "description": None}).encode(),
        {"Authorization": auth_header, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        answer.read()
    return {"logId": "M-1", "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000}}

# Fault: the contact's number is asked for, which App Connect never passes here; the adapter can do without.
import importlib.util
import pathlib

spec = importlib.util.spec_from_file_location("base", pathlib.Path(__file__).parent.parent / "base.py")
base = importlib.util.module_from_spec(spec)
spec.loader.exec_module(base)
globals().update({name: value for name, value in vars(base).items() if not name.startswith("_")})


def update_message_log(contact_info, contact_number):
    number = contact_number if contact_number else contact_info["phoneNumber"]
    return {"returnMessage": {"message": f"Sent to {number}", "messageType": "success", "ttl": 2000}}

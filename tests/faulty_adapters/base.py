"""A correct adapter without a CRM: canned answers, and a user that is really saved."""


def get_auth_type(**call):
    return "oauth"


async def get_oauth_info(**call):
    return {
        "clientId": "acme-client",
        "clientSecret": "acme-secret",
        "accessTokenUri": "https://acme.example.test/token",
        "redirectUri": "https://app.example.test/callback",
    }


def get_basic_auth(**call):
    return "a2V5Og=="


async def get_user_info(**call):
    return {
        "successful": True,
        "platformUserInfo": {
            "id": "4711-acme",
            "name": "Priya Anand",
            "timezoneName": "America/New_York",
            "timezoneOffset": "-05:00",
            "platformAdditionalInfo": {"team": "North"},
        },
        "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000},
    }


async def refresh_user_info(**call):
    return {"successful": True, "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000}}


async def un_authorize(user):
    user.accessToken = ""
    user.refreshToken = ""
    await user.save()
    return {"returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000}}


async def find_contact(**call):
    return {
        "successful": True,
        "matchedContactInfo": [
            {
                "id": "C-1",
                "name": "Dana Whitfield",
                "phone": "+12025550144",
                "type": "Contact",
                "createdDate": "2025-06-17T09:30:00Z",
            },
            {"id": "createNewContact", "name": "Create new contact...", "isNewContact": True},
        ],
    }


async def find_contact_with_name(**call):
    return {
        "successful": True,
        "matchedContactInfo": [
            {
                "id": "C-1",
                "name": "Dana Whitfield",
                "phone": "+12025550144",
                "type": "Contact",
                "createdDate": "2025-06-17T09:30:00Z",
            }
        ],
    }


async def create_contact(**call):
    return {
        "contactInfo": {"id": "C-2", "name": "Noa Ferrer"},
        "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000},
    }


async def create_call_log(**call):
    return {"logId": "L-1", "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000}}


async def update_call_log(**call):
    return {
        "updatedNote": "Asked for prices.",
        "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000},
    }


async def get_call_log(**call):
    return {
        "callLogInfo": {
            "subject": "Call with Dana Whitfield",
            "note": "Asked for prices.",
            "fullBody": "- Note: Asked for prices.",
            "fullLogResponse": {"id": "L-1"},
        }
    }


def get_log_format_type(platform, proxy_config):
    return "text/html"


async def upsert_call_disposition(**call):
    return {"logId": "L-1", "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000}}


async def create_message_log(**call):
    return {"logId": "M-1", "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000}}


async def update_message_log(**call):
    return {"returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000}}


async def get_user_list(**call):
    return [{"id": "7", "name": "Priya Anand", "email": "priya@example.test"}]


async def get_license_status(**call):
    return {"isLicenseValid": True, "licenseStatus": "Active", "licenseStatusDescription": ""}


async def get_managed_auth_options(**call):
    return [{"value": "north", "label": "North"}]


async def get_server_logging_settings(**call):
    return {"apiUsername": "acme"}


async def update_server_logging_settings(**call):
    return {"successful": True, "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000}}


async def auth_validation(**call):
    return {
        "successful": True,
        "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000},
        "status": 200,
    }


async def check_and_refresh_access_token(oauth_app, user, token_lock_timeout):
    return user


def get_overriding_oauth_option(**call):
    return {"headers": {"Authorization": ""}, "body": {"audience": "acme"}}


async def post_save_user_info(**call):
    return {"id": "4711-acme", "name": "Priya Anand"}


async def on_update_user_settings(**call):
    return {"successful": True}


async def list_appointments(**call):
    return {
        "successful": True,
        "appointments": [
            {"id": "A-1", "title": "Call back", "startTimeUtc": "2025-06-18T09:30:00Z", "durationMinutes": 30}
        ],
    }


async def create_appointment(**call):
    return {
        "successful": True,
        "appointmentId": "A-1",
        "appointment": {
            "id": "A-1",
            "title": "Call back",
            "startTimeUtc": "2025-06-18T09:30:00Z",
            "durationMinutes": 30,
        },
    }


async def update_appointment(**call):
    return {
        "successful": True,
        "appointment": {
            "id": "A-1",
            "title": "Call back",
            "startTimeUtc": "2025-06-18T09:30:00Z",
            "durationMinutes": 30,
        },
    }


async def refresh_appointment(**call):
    return {
        "successful": True,
        "appointment": {
            "id": "A-1",
            "title": "Call back",
            "startTimeUtc": "2025-06-18T09:30:00Z",
            "durationMinutes": 30,
        },
    }


async def confirm_appointment(**call):
    return {
        "successful": True,
        "appointment": {
            "id": "A-1",
            "title": "Call back",
            "startTimeUtc": "2025-06-18T09:30:00Z",
            "durationMinutes": 30,
        },
    }


async def cancel_appointment(**call):
    return {"successful": True, "returnMessage": {"message": "Done", "messageType": "success", "ttl": 2000}}

"""A made-up 33rd interface: its facts, its row and its sample, added to a copy of the program, are all it takes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from program import Ran

PROJECT = Path(__file__).parents[2]

FACTS: dict[str, Any] = {
    "name": "findDeals",
    "group": "contacts",
    "core11": False,
    "required_when": "never; it is made up",
    "calling_convention": "single object argument",
    "sync_async": "awaited",
    "called_by": ["GET /deals"],
    "parameters": [
        {
            "name": name,
            "schema": {} if name in ("user", "authHeader") else {"type": "string"},
            "supplied": "always",
            "source": f"query {name}",
            "eras": ["head"],
        }
        for name in ("user", "authHeader", "contactId", "stage")
    ],
    "returns": {
        "schema": {
            "type": "object",
            "properties": {"successful": {"type": "boolean"}, "deals": {"type": "array"}},
        },
        "fields": [
            {
                "field": "deals",
                "schema": {"type": "array"},
                "required": True,
                "used_by_core": "offered beside the contact",
                "if_missing": "no deal is offered",
            }
        ],
    },
    "seed_differences": "It is not there.",
    "key_sets": {"head": ["user", "authHeader", "contactId", "stage"]},
}

IMPORTS = """
from workbench.core.arguments.rows import AUTH_HEADER, USER_ROW, submitted
from workbench.core.forms.model import Field, FieldGroup
"""

ROW = """
    InterfaceRow(
        "findDeals",
        "Finds the deals of one contact.",
        CrmCalls.NO,
        Route("GET", "/deals"),
        (ArgumentSet((USER_ROW, AUTH_HEADER, submitted("contactId"), submitted("stage"))),),
        answers.forwarded,
        showing.forwarded,
        form=(FieldGroup("Deals", (Field("contactId", "Contact", picks="contact"), Field("stage", "Stage"))),),
        after=("findContact",),
    ),
"""

SAMPLE = {
    "id": "open-deals",
    "kind": "contact",
    "title": "Open deals",
    "platform": "{platform}",
    "steps": [
        {
            "fires": ["findDeals"],
            "request": {"method": "GET", "path": "/deals", "query": {"contactId": "C-1", "stage": "open"}},
        }
    ],
}

ADAPTERS = {
    "deals.js": """
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getUserInfo = async () => ({
  successful: true,
  platformUserInfo: { id: '4711-deals', name: 'Dana', timezoneOffset: 0 },
});
exports.findContact = async () => ({
  successful: true, matchedContactInfo: [{ id: 'C-1', name: 'Ann', type: 'Contact' }],
});
exports.createCallLog = async () => ({ logId: '1' });
exports.updateCallLog = async () => ({ updatedNote: '' });
exports.findDeals = async ({ user, contactId, stage }) =>
  stage === 'lost'
    ? { successful: true, deals: 'none' }
    : {
        successful: true,
        deals: [],
        returnMessage: { message: `${user.id} asks ${contactId} ${stage}`, messageType: 'success', ttl: 3000 },
      };
""",
    "deals.py": """
import base64


def getAuthType(**_):
    return "apiKey"


def getBasicAuth(apiKey, **_):
    return base64.b64encode(f"{apiKey}:".encode()).decode()


def getUserInfo(**_):
    return {"successful": True, "platformUserInfo": {"id": "4711-deals", "name": "Dana", "timezoneOffset": 0}}


def findContact(**_):
    return {"successful": True, "matchedContactInfo": [{"id": "C-1", "name": "Ann", "type": "Contact"}]}


def createCallLog(**_):
    return {"logId": "1"}


def updateCallLog(**_):
    return {"updatedNote": ""}


def find_deals(user, contactId, stage, **_):
    if stage == "lost":
        return {"successful": True, "deals": "none"}
    message = {"message": f"{user['id']} asks {contactId} {stage}", "messageType": "success", "ttl": 3000}
    return {"successful": True, "deals": [], "returnMessage": message}
""",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program that knows one interface more."""
    root = tmp_path_factory.mktemp("program")
    shutil.copytree(PROJECT / "workbench", root / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "sample_payloads", root / "sample_payloads")
    (root / "resources").mkdir()
    for entry in (PROJECT / "resources").iterdir():
        if entry.name != "contract":
            (root / "resources" / entry.name).symlink_to(entry)
    shutil.copytree(PROJECT / "resources" / "contract", root / "resources" / "contract")
    facts = root / "resources" / "contract" / "interfaces.json"
    data = json.loads(facts.read_text("utf-8"))
    facts.write_text(json.dumps({**data, "interfaces": [*data["interfaces"], FACTS]}), "utf-8")
    (root / "sample_payloads" / "open-deals.json").write_text(json.dumps(SAMPLE), "utf-8")
    family = root / "workbench" / "core" / "interfaces" / "contacts.py"
    before, opening, rows = family.read_text("utf-8").partition("ROWS: Final = (")
    family.write_text(f"{before}{IMPORTS}\n{opening}{ROW.rstrip()}{rows}", "utf-8")
    return root


def run(program: Path, *words: str, **environment: str) -> Ran:
    """Run the copy, as `workbench` with these words or `python -c`."""
    start = words if words[0] == "-c" else ("-m", "workbench", *words)
    variables = {**os.environ, "PYTHONPATH": str(program), **environment}
    done = subprocess.run(
        [sys.executable, *start], cwd=program, env=variables, capture_output=True, text=True, timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(params=ADAPTERS)
def adapter(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / str(request.param)
    file.write_text(ADAPTERS[file.name], "utf-8")
    return file


def test_describe_lists_it(program: Path, adapter: Path) -> None:
    ran = run(program, "describe", str(adapter))
    assert ran.code in (0, 1), ran.err
    assert "findDeals" in ran.out


def test_it_is_called_with_its_arguments_and_answered(program: Path, adapter: Path) -> None:
    ran = run(program, "fire", str(adapter), "findDeals", "--field", "apiKey=k", "--json")
    assert ran.code == 0, ran.err + ran.out
    fired = ran.document
    assert fired["interface"] == "findDeals"
    assert fired["verdict"] == "meets"
    assert list(fired["arguments"]) == ["user", "authHeader", "contactId", "stage"]
    assert fired["shown"]["message"] == "4711-deals asks C-1 open"
    assert fired["answer"]["status"] == 200
    assert fired["answer"]["body"]["successful"] is True
    assert fired["answer"]["body"]["returnMessage"]["message"] == "4711-deals asks C-1 open"
    assert "findContact first" in ran.err, "what it comes after was not fired"


def test_a_wrong_answer_of_it_has_a_finding(program: Path, adapter: Path) -> None:
    ran = run(program, "fire", str(adapter), "findDeals", "--set", "stage=lost", "--field", "apiKey=k", "--json")
    assert ran.code == 1, ran.err + ran.out
    assert [(each["rule"], each["path"]) for each in ran.document["findings"]] == [("returns/wrong-type", "deals")]


def test_check_goes_over_it(program: Path, adapter: Path) -> None:
    ran = run(program, "check", str(adapter), "--field", "apiKey=k", "--json")
    verdicts = {each["interface"]: each["verdict"] for each in ran.document["invocations"]}
    assert verdicts["findDeals"] == "meets"


def test_its_form_is_built_and_its_group_lists_it(program: Path) -> None:
    script = """
from workbench.core.forms import build_form
from workbench.services.resources import contract

for group in build_form("findDeals").groups:
    print(group.title, [field.path or field.label for field in group.fields])
print([entry.name for entry in dict(contract().groups())["Contacts"]])
"""
    ran = run(program, "-c", script)
    assert ran.out.splitlines() == [
        "Deals ['contactId', 'stage']",
        "Filled in by App Connect ['user', 'authHeader']",
        "['findDeals', 'findContact', 'findContactWithName', 'createContact']",
    ], ran.err


def test_the_reference_has_it(program: Path, tmp_path: Path) -> None:
    ran = run(program, "docs", str(tmp_path / "reference"))
    assert ran.code == 0, ran.err
    page = (tmp_path / "reference" / "interfaces.md").read_text("utf-8")
    assert "33 interfaces" in page
    section = page.partition("### findDeals\n")[2].partition("### ")[0]
    assert "Finds the deals of one contact." in section
    assert "`find_deals` works too" in section
    assert "| `stage` | text |" in section


def test_the_terminal_completes_its_name(program: Path) -> None:
    ran = run(
        program,
        "fire",
        _WORKBENCH_COMPLETE="bash_complete",
        COMP_WORDS="workbench fire harbor-node findD",
        COMP_CWORD="3",
    )
    assert "findDeals" in ran.out, ran.err

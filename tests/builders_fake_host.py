"""A host of a few lines, and the runtime over it."""

from __future__ import annotations

import os
import sys

from workbench.runtimes.child import ChildRuntime, Launch

HOST = """
import json, os, socket, sys, threading, time
kind, _, rest = os.environ["WORKBENCH_CHANNEL"].partition(":")
if kind == "fd":
    wire = socket.socket(fileno=int(rest))
else:
    port, _, token = rest.partition(":")
    wire = socket.create_connection(("127.0.0.1", int(port)))
    wire.sendall(token.encode() + b"\\n")

def send(**message):
    wire.sendall(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\\n")

print("loading", flush=True)
for line in wire.makefile("rb"):
    message = json.loads(line)
    params = message["params"]
    if message["method"] == "load":
        spool = params["spool"]
        send(id=message["id"], result={"exports": ["getAuthType"], "other_exports": ["x"], "runtime": "fake 1"})
    elif message["method"] == "call":
        name, invocation = params["interface"], params["invocation"]
        if name == "exit":
            os._exit(9)
        if name == "slow":
            continue
        if name == "closes":
            wire.shutdown(socket.SHUT_RDWR)
            time.sleep(60)
        if name == "raw":
            wire.sendall(b'not json\\n\\n{"jsonrpc": "2.0", "id": 999, "result": 1}\\n')
        if name == "says":
            for text in params["arguments"][0]:
                wire.sendall(text.replace("NUMBER", str(message["id"])).encode("utf-8", "surrogatepass"))
            if params["arguments"][1]:
                continue
        if name == "noise":
            for number in range(50):
                os.write(1, b"line %d\\n" % number)
        if name == "exchange":
            exchange = {"id": "e1", "invocation": invocation, "method": "GET", "url": "http://a/", "started_at": 2000.5,
                        "request": {"headers": [["A", "b"]], "body": {"size": 2, "base64": "aGk="}}, "client": "fake",
                        "response": None, "error": None, "timing_ms": {}}
            send(method="exchange_started", params=exchange)
            exchange["response"] = {"status": 200, "reason": "OK", "headers": []}
            exchange["response"]["body"] = {"size": 9, "file": spool + "/f"}
            exchange["timing_ms"] = {"total": 1.5}
            send(method="exchange_finished", params=exchange)
        if name == "big":
            send(id=message["id"], result={"value": "x" * 3_000_000})
            continue
        send(id=message["id"], result={"value": params["arguments"]})
    elif message["method"] == "cancel":
        sys.stderr.write("asked\\n"); sys.stderr.flush()
"""


class FakeRuntime(ChildRuntime):
    """Runs the host above."""

    command = (sys.executable, "-c", HOST)

    async def launch(self) -> Launch:
        return Launch(self.command, self.source.root, dict(os.environ), ("A note.",))

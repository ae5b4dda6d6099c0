"""What seeing a request costs in Node: the same requests from the host and from a bare script, in turns."""

from __future__ import annotations

import asyncio
import json
import statistics

from adapters import running
from loopback_server import loopback_server
from measure import Row
from npm_fixture import node_executable

from workbench.core.values import Json
from workbench.runtimes.protocol import Call

REQUESTS = 300
TURNS = 3

TIMED = """
const http = require('http');
const agent = new http.Agent({ keepAlive: true });
const once = {
  fetch: async (url) => (await fetch(url)).text(),
  http: (url) => new Promise((resolve, reject) => http.get(url, { agent }, (answer) => {
    answer.on('data', () => {}); answer.on('end', resolve);
  }).on('error', reject)),
};
async function timed({ client, url, count }) {
  const taken = [];
  for (let n = 0; n < count; n += 1) {
    const began = process.hrtime.bigint();
    await once[client](url);
    taken.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  return taken;
}
"""
ADAPTER = TIMED + "exports.getAuthType = () => 'apiKey';\nexports.findContact = timed;\n"
SCRIPT = TIMED + "timed(JSON.parse(process.argv[1])).then((t) => console.log(JSON.stringify(t)));\n"


async def capture() -> list[Row]:
    """One row a client."""
    rows = []
    async with loopback_server() as server, running("index.js", ADAPTER, cap=REQUESTS * TURNS * 4) as runtime:
        for client in ("fetch", "http"):
            request = {"client": client, "url": f"{server.url}/json", "count": REQUESTS}
            seen: list[float] = []
            bare: list[float] = []
            for turn in range(TURNS + 1):
                outcome = await runtime.call(Call(f"{client}{turn}", "findContact", (request,), timeout=120))
                floor = await _bare(request)
                if turn:
                    seen += outcome.value[REQUESTS // 3 :]
                    bare += floor[REQUESTS // 3 :]
            rows.append(
                Row(
                    f"node capture, one {client} request",
                    statistics.median(seen),
                    "ms",
                    statistics.median(bare),
                    0.7,
                    "difference",
                )
            )
    return rows


async def _bare(request: Json) -> list[float]:
    child = await asyncio.create_subprocess_exec(
        str(node_executable()), "-e", SCRIPT, json.dumps(request), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate()
    taken: list[float] = json.loads(out)
    return taken

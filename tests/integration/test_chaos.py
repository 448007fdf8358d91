"""Servers that fail at random: every task still ends right, and nothing is done twice.

INGOT_CHAOS_TASKS sets how many tasks run for each mode and protocol (1); with 9 there are more than
a hundred.
"""

import concurrent.futures
import json
import os

import pytest
import servers
from conftest import PROTOCOLS, World, call, script

MODES = ["drop", "malformed", "disconnect", "ratelimit"]
TASKS = int(os.environ.get("INGOT_CHAOS_TASKS", "1"))
TURNS = 10
PROMPT = "count"


def turns(world) -> list[dict]:
    # Appending is not idempotent: a call that ran twice, or never, shows in the file.
    steps = [{"toolCalls": [call("Execute", command=f"echo {n} >> {world.project}/log",
                                 summary="count", riskLevel={"value": "low", "reason": "appends"})]}
             for n in range(1, TURNS)]
    return [*steps, {"content": "counted"}]


def count(world: World, protocol: str) -> list[str]:
    """Runs one task; returns what is wrong."""
    done = world.ingot("exec", "-m", f"custom:{protocol}", "--auto", "high", "-o", "json", PROMPT,
                       timeout=600)
    if done.returncode != 0:
        return [f"exit {done.returncode}: {done.stderr[-2000:]}"]
    wrong = []
    result = json.loads(done.stdout)
    if result["num_turns"] != TURNS or result["result"] != "counted":
        wrong.append(f"result {result}")
    log = (world.project / "log").read_text().split()
    if log != [str(n) for n in range(1, TURNS)]:
        wrong.append(f"ran {log}")
    lines = [json.loads(line) for line in world.session_files()[0].read_text().splitlines()]
    roles = [line["message"]["role"] for line in lines if line["type"] == "message"]
    if len(roles) != 1 + 2 * (TURNS - 1) + 1:
        wrong.append(f"messages {roles}")
    return wrong


# PRV-88..92, PRV-133: 30 % of the requests fail in one way.
@pytest.mark.parametrize("mode", MODES)
def test_tasks_end_right_though_a_third_of_the_requests_fails(tools, tmp_path, mode):
    binary = os.environ["INGOT_BINARY"]
    jobs = []
    mocks = []
    for protocol in PROTOCOLS:
        for number in range(TASKS):
            folder = tmp_path / f"{protocol}-{number}"
            folder.mkdir()
            jobs.append((World(folder, binary), protocol))
    try:
        for world, protocol in jobs:
            mock = servers.AiMock(tools, world.home.parent, script(PROMPT, turns(world), protocol),
                                  f"--chaos-{mode}", "0.3")
            mocks.append(mock)
            world.configure(mock.port)
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            wrong = list(pool.map(lambda job: count(*job), jobs))
    finally:
        for mock in mocks:
            mock.stop()
    assert not [problem for problems in wrong for problem in problems]

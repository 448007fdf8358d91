"""Invariant 2: what was reported is on disk, whenever the process was killed."""

import json
import os
import random
import signal
import subprocess
import time

import pytest
from conftest import call
import servers

RUNS = 50  # of each part: 200 in all


def scenario(project) -> dict:
    turns = [{"text": f"Step {n}.", "calls": [{"name": "Read", "input": {"file_path": f"{project}/f.txt"}},
                                             {"name": "LS", "input": {"directory_path": str(project)}}]}
             for n in range(12)]
    return {"model": "some-model", "turns": [*turns, {"text": "The end."}]}


def reported(output: bytes) -> list[str]:
    """Ids of results and texts of messages in the complete lines that were printed."""
    seen = []
    for line in output.split(b"\n")[:-1]:
        event = json.loads(line)
        if event["type"] == "tool_result":
            seen.append(event["id"])
        elif event["type"] == "message":
            seen.append(event["text"])
    return seen


@pytest.mark.parametrize("part", range(4))
def test_a_killed_run_loses_nothing_it_reported_and_goes_on(world, tmp_path, part):
    (world.project / "f.txt").write_text("content\n")
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(scenario(world.project)))
    port = servers.free_port()
    server = world.start("demo", "--serve", str(path), "--port", str(port))
    world.configure(port)
    try:
        time.sleep(0.5)
        whole = time.monotonic()
        first = world.ingot("exec", "-m", "custom:anthropic", "-o", "stream-json", "go")
        assert first.returncode == 0, first.stderr
        whole = time.monotonic() - whole
        rng = random.Random(part)
        for run in range(RUNS):
            process = world.start("exec", "-m", "custom:anthropic", "-o", "stream-json", "go")
            time.sleep(rng.random() * whole)
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            seen = reported(output)
            lines = [line for line in output.split(b"\n")[:-1]]
            if not lines:
                continue
            session = json.loads(lines[0])["session_id"]
            files = [f for f in world.session_files() if f.stem == session]
            if not seen:
                continue
            text = files[0].read_bytes()
            for thing in seen:
                assert thing.encode() in text, (run, thing)
            if run % 10 == 0:
                again = world.ingot("exec", "-m", "custom:anthropic", "-o", "json", "-s", session,
                                    "go on")
                assert again.returncode == 0, again.stderr
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)

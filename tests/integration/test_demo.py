"""What `make run` shows, and how a run is stopped."""

import json
import signal
import time

import pytest
import servers
from conftest import PROTOCOLS, call, script


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_demo_repairs_its_project(world, protocol):
    done = world.ingot("demo", "--protocol", protocol)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "scripted" in done.stdout and "8 passed, 0 failed" in done.stdout
    assert "prompt covered by the cache" in done.stdout


# Invariant 5, CLI-6
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_that_waits_for_its_model(world, tmp_path, number):
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps({"model": "some-model", "turns": [{"text": "slow " * 500, "delay_ms": 200}]}))
    port = servers.free_port()
    server = world.start("demo", "--serve", str(path), "--port", str(port))
    world.configure(port)
    time.sleep(0.5)
    run = world.start("exec", "-m", "custom:anthropic", "go")
    time.sleep(1)
    begin = time.monotonic()
    run.send_signal(number)
    _, errors = run.communicate(timeout=20)
    assert run.returncode == 128 + number, errors
    assert time.monotonic() - begin < 5  # a hang, not a slow machine, is what this would catch
    server.terminate()
    server.wait(10)


def test_help_and_version_need_no_settings(world):
    assert "exec" in world.ingot("--help").stdout
    assert world.ingot("--version").stdout.strip().count(".") == 2


# CLI-37
def test_a_call_above_the_level_stops_the_run(world, serve):
    turns = [{"toolCalls": [call("Create", file_path=f"{world.project}/x", content="x")]}]
    serve(script("make it", turns, "anthropic"))
    done = world.ingot("exec", "-m", "custom:anthropic", "make it")
    assert done.returncode == 1 and "--auto low" in done.stderr
    assert not (world.project / "x").exists()


# Issue reports about servers: the agent's own decoder on a captured body.
def test_a_captured_answer_is_decoded(world):
    (world.project / "body").write_text(
        'data: {"id":"r","model":"m","choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n'
        'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
    done = world.ingot("debug", "decode", "--protocol", "generic-chat-completion-api", "body")
    decoded = json.loads(done.stdout)
    assert decoded["text"] == "Hi" and decoded["finish_reason"] == "stop" and decoded["terminated"]

"""Another model takes over when the first is down, overloaded or out of quota."""

import json

import pytest
import servers
from conftest import KEY, call, script

PROMPT = "make the file"
DOWN = {
    "overloaded": (529, b'{"type":"error","error":{"type":"overloaded_error","message":"busy"}}'),
    "quota": (429, b'{"error":{"message":"no money left","code":"insufficient_quota"}}'),
}


def entry(name: str, port: int, **more) -> dict:
    return {"displayName": name, "model": name, "baseUrl": f"http://127.0.0.1:{port}/v1",
            "apiKey": KEY, "provider": "generic-chat-completion-api", **more}


def turns(world) -> list[dict]:
    return [{"toolCalls": [call("Create", file_path=f"{world.project}/new.txt", content="x\n")]},
            {"content": "done"}]


@pytest.fixture
def broken():
    running = []

    def start(status: int, body: bytes) -> servers.Fixed:
        running.append(servers.Fixed(status, "application/json", body))
        return running[-1]

    yield start
    for server in running:
        server.stop()


# PRV-86..92; cli.md --fallback-model
@pytest.mark.parametrize("why", DOWN)
def test_the_next_model_takes_over_within_the_turn(world, serve, broken, why):
    good = serve(script(PROMPT, turns(world), "generic-chat-completion-api"))
    bad = broken(*DOWN[why])
    world.write_settings({"customModels": [entry("first", bad.port), entry("second", good.port)]})
    done = world.ingot("exec", "-m", "custom:first", "--fallback-model", "custom:second", "--auto",
                       "low", "-o", "stream-json", PROMPT)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    switched = [e for e in events if e["type"] == "model_switched"]
    assert len(switched) == 1 and switched[0]["to"] == "custom:second-1"
    assert "going on with custom:second-1" in done.stderr
    assert events[-1]["finalText"] == "done" and (world.project / "new.txt").exists()
    assert KEY not in done.stdout + done.stderr


def test_the_chain_of_the_settings_is_used_and_a_slip_in_it_is_told(world, serve, broken):
    good = serve(script(PROMPT, turns(world), "generic-chat-completion-api"))
    bad = broken(*DOWN["quota"])
    world.write_settings({"customModels": [entry("first", bad.port), entry("second", good.port)],
                          "ingot": {"fallback": ["nobody", "second"]}})
    done = world.ingot("exec", "-m", "custom:first", "--auto", "low", PROMPT)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "done\n"
    assert "nobody" in done.stderr


# A wrong key is for the user to mend; a budget that is used up ends the run.
def test_other_failures_do_not_pass_on(world, serve, broken):
    good = serve(script(PROMPT, turns(world), "generic-chat-completion-api"))
    bad = broken(401, b'{"error":{"message":"no such key"}}')
    prices = {"ingot": {"pricing": {"input": 1000000, "output": 1000000}}}
    world.write_settings({"customModels": [entry("first", bad.port),
                                           entry("second", good.port, **prices)]})
    done = world.ingot("exec", "-m", "custom:first", "--fallback-model", "custom:second", PROMPT)
    assert done.returncode == 1 and "no such key" in done.stderr
    assert not good.bodies
    spent = world.ingot("exec", "-m", "custom:second", "--fallback-model", "custom:second",
                        "--max-cost", "1", "--auto", "low", PROMPT)
    assert spent.returncode == 1 and "--max-cost" in spent.stderr
    assert len(good.bodies) == 1


def test_an_unknown_fallback_is_an_error_before_anything_is_sent(world, serve):
    good = serve(script(PROMPT, turns(world), "generic-chat-completion-api"))
    done = world.ingot("exec", "-m", "custom:anthropic", "--fallback-model", "custom:nobody", PROMPT)
    assert done.returncode == 2 and "no model" in done.stderr
    assert not good.bodies


# Nothing of the first model's own travels to the second (PRV-94).
def test_opaque_parts_stay_with_their_own_provider(world, serve):
    first = servers.Scripted(
        [(200, "application/json", json.dumps(
            {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
             "content": [
                 {"type": "thinking", "thinking": "deep thought", "signature": "SIGNATURE"},
                 {"type": "tool_use", "id": "toolu_first", "name": "Create",
                  "input": {"file_path": f"{world.project}/new.txt", "content": "x\n"}}],
             "stop_reason": "tool_use",
             "usage": {"input_tokens": 1, "output_tokens": 1}}).encode()),
         (529, "application/json", DOWN["overloaded"][1])])
    good = serve([{"match": {"userMessage": PROMPT, "turnIndex": 1},
                   "response": {"content": "done"}}])
    world.write_settings({"customModels": [
        {"displayName": "first", "model": "claude-sonnet-4-5", "provider": "anthropic",
         "baseUrl": f"http://127.0.0.1:{first.port}", "apiKey": KEY},
        entry("second", good.port)]})
    try:
        done = world.ingot("exec", "-m", "custom:first", "--fallback-model", "custom:second",
                           "--auto", "low", PROMPT)
    finally:
        first.stop()
    assert done.returncode == 0, done.stderr
    sent = good.bodies[0].decode()
    assert "toolu_first" in sent and "SIGNATURE" not in sent and "deep thought" not in sent

"""Bad input ends in a message that names the remedy, and in a session that can go on."""

import json

import pytest
import servers
from conftest import PROTOCOLS, call, script


# CFG-31..35: every problem of a file at once, each at its place; one never hides another.
def test_all_problems_of_a_settings_file_are_told_at_once(world):
    text = """{
  "customModels": [
    {"model": "a", "baseUrl": "https://h.test/v1", "provider": "openai"},
    {"model": "b", "baseUrl": "h.test:1/v1", "apiKey": "${NOT_SET_HERE}", "provider": "OpenAI"},
    {"model": "c", "baseUrl": "ftp://h.test", "apiKey": "", "provider": "openai",
     "maxOutputTokens": "8k", "extraArgs": {"tools": []}, "id": "x",
     "extraHeaders": {"X-Team": 7}, "reasoningEffort": "ultra"},
    7
  ]
}"""
    world.write_settings(text)
    done = world.ingot("models")
    for what, code in [('{"model": "a"', "E05"), ('"h.test', "E10"), ('"${NOT', "E08"),
                       ('"OpenAI"', "E09"), ('"ftp', "E11"), ('"", "pro', "E07"), ('"8k"', "E06"),
                       ('"tools"', "E13"), ('"x"', "E14"), ('7}', "E12"), ('"ultra"', "E16"),
                       ("7\n", "E04")]:
        before = text[: text.index(what)]
        place = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
        assert f"settings.json:{place}: error {code}" in done.stderr, (place, code, done.stderr)


@pytest.mark.parametrize("text, code", [("{", "E01"), ("[]", "E02"), ('{"customModels": {}}', "E03")])
def test_a_broken_file_says_where(world, text, code):
    world.write_settings(text)
    assert f"error {code}" in world.ingot("models").stderr


def test_an_unknown_model_is_answered_with_near_ones(world):
    world.configure(1)
    done = world.ingot("exec", "-m", "custom:antropic", "hi")
    assert done.returncode == 2
    assert "E20" in done.stderr and "custom:anthropic" in done.stderr


def test_a_missing_prompt_is_said(world):
    world.configure(1)
    done = world.ingot("exec", "-m", "custom:openai")
    assert done.returncode == 2 and "prompt" in done.stderr


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_dead_endpoint_is_named(world, protocol):
    port = servers.free_port()
    world.configure(port)
    done = world.ingot("exec", "-m", f"custom:{protocol}", "hi")
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr and "null" not in done.stderr


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_refused_key_names_the_entry_and_not_the_key(world, protocol):
    server = servers.Fixed(401, "application/json",
                           b'{"error":{"message":"bad key","type":"authentication_error"}}')
    world.configure(server.port)
    done = world.ingot("exec", "-m", f"custom:{protocol}", "-o", "json", "hi")
    server.stop()
    result = json.loads(done.stdout)
    assert done.returncode == 1 and result["is_error"]
    assert "401" in done.stderr + done.stdout and "settings.json" in done.stderr + done.stdout
    assert "canary" not in done.stdout + done.stderr


# A call with broken JSON, an ambiguous edit, a flood of output: errors for the model, and on.
def test_the_model_is_told_what_it_did_wrong_and_goes_on(world, serve):
    here = world.project
    (here / "twice.txt").write_text("same\nsame\n")
    (here / "long.txt").write_text("x" * 100_000_000)
    turns = [
        {"toolCalls": [{"name": "Read", "arguments": '{"file_path": '}]},
        {"toolCalls": [call("Read", file_path=f"{here}/twice.txt")]},
        {"toolCalls": [call("Edit", file_path=f"{here}/twice.txt", old_str="same", new_str="x")]},
        {"toolCalls": [call("Read", file_path=f"{here}/long.txt")]},
        {"toolCalls": [call("Execute", command="head -c 50000000 /dev/zero | tr '\\\\0' y",
                            summary="flood", riskLevel={"value": "low", "reason": "none"})]},
        {"content": "done"},
    ]
    recorder = serve(script("try", turns, "generic-chat-completion-api"))
    done = world.ingot("exec", "-m", "custom:generic-chat-completion-api", "--auto", "high", "-o",
                       "stream-json", "try")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    results = [e for e in events if e["type"] == "tool_result"]
    assert len(results) == 5 and results[0]["isError"] and results[2]["isError"]
    assert "2" in results[2]["value"]  # how often it occurs
    assert (here / "twice.txt").read_text() == "same\nsame\n"
    assert max(len(body) for body in recorder.bodies) < 1_000_000


def test_a_stream_cut_in_the_middle_is_an_error_and_the_session_goes_on(world, serve, tools):
    prompt = "say it"
    recorder = serve([{"match": {"userMessage": prompt},
                       "response": {"content": "word " * 2000}}])
    cut = servers.Recorder(recorder.port, cut_after=3000)
    world.configure(cut.port)
    done = world.ingot("exec", "-m", "custom:anthropic", "-o", "json", prompt, timeout=300)
    cut.stop()
    result = json.loads(done.stdout)
    assert done.returncode == 1 and result["is_error"]
    world.configure(recorder.port)
    again = world.ingot("exec", "-m", "custom:anthropic", "-s", result["session_id"], prompt)
    assert again.returncode == 0 and "word word" in again.stdout

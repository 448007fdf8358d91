"""What was spent: by model and role, from the ledger, without asking anyone."""

import json

from conftest import KEY, call, script

PROMPT = "look around"


def turns(world) -> list[dict]:
    return [{"toolCalls": [call("LS", directory_path=str(world.project))]}, {"content": "seen"}]


def priced(world, port: int) -> None:
    world.write_settings({"customModels": [
        {"displayName": "priced", "model": "p", "provider": "generic-chat-completion-api",
         "baseUrl": f"http://127.0.0.1:{port}/v1", "apiKey": KEY,
         "ingot": {"pricing": {"input": 10, "output": 100, "cacheRead": 1}}},
        {"displayName": "cheap", "model": "c", "provider": "generic-chat-completion-api",
         "baseUrl": "https://cheap.test/v1", "apiKey": KEY,
         "ingot": {"pricing": {"input": 1, "output": 1}}},
        {"displayName": "unpriced", "model": "u", "provider": "generic-chat-completion-api",
         "baseUrl": "https://unpriced.test/v1", "apiKey": KEY}]})


# CFG-134..139, PRV-120..125
def test_cost_sums_the_ledger_by_model_and_session(world, serve):
    server = serve(script(PROMPT, turns(world), "generic-chat-completion-api"))
    priced(world, server.port)
    sessions = []
    for _ in range(2):
        done = world.ingot("exec", "-m", "custom:priced", "-o", "json", "--show-cost", PROMPT)
        assert done.returncode == 0, done.stderr
        sessions.append(json.loads(done.stdout)["session_id"])
        assert "custom:priced-0" in done.stderr and "hit rate" in done.stderr
    one_run = ((100 + 101) * 10 + 20 * 100) / 1e6
    every = json.loads(world.ingot("cost", "--json").stdout)
    assert every["sessions"] == 2 and every["total"]["requests"] == 4
    assert abs(every["total"]["costUsd"] - 2 * one_run) < 1e-9
    assert every["models"][0]["roles"][0]["role"] == "main"
    one = json.loads(world.ingot("cost", sessions[0][:8], "--json", "--compare",
                                 "custom:cheap").stdout)
    assert one["total"]["requests"] == 2 and abs(one["total"]["costUsd"] - one_run) < 1e-9
    assert abs(one["comparison"]["costUsd"] - (201 + 20) / 1e6) < 1e-9
    unknown = json.loads(world.ingot("cost", "--json", "--compare", "custom:unpriced").stdout)
    assert unknown["comparison"]["costUsd"] is None
    assert json.loads(world.ingot("cost", "--json", "--since", "2999-01-01").stdout)["sessions"] == 0
    assert "cache: not reported by this provider" in world.ingot("cost").stdout


def test_cost_says_what_it_does_not_understand(world):
    world.configure(1)
    assert world.ingot("cost").stdout == "no requests are recorded\n"
    bad = world.ingot("cost", "--since", "yesterday")
    assert bad.returncode == 2 and "yesterday" in bad.stderr and "7d" in bad.stderr
    missing = world.ingot("cost", "abcdef12")
    assert missing.returncode == 2 and "abcdef12" in missing.stderr


def test_broken_lines_of_the_ledger_hide_nothing_else(world, serve):
    server = serve(script(PROMPT, turns(world), "generic-chat-completion-api"))
    priced(world, server.port)
    assert world.ingot("exec", "-m", "custom:priced", PROMPT).returncode == 0
    ledger = world.home / ".factory/ingot/ledger.jsonl"
    ledger.write_text("not json\n" + ledger.read_text() + '{"cut": ')
    assert json.loads(world.ingot("cost", "--json").stdout)["total"]["requests"] == 2

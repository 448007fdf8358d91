"""Keys outside the settings: commands, files, the keyring; fetched late, hidden from then on."""

import json
import os
import stat

import pytest
from test_models_local import Ollama

KEY = "canary-keys-51ab77e0c3"

SECRET_TOOL = """#!/bin/sh
# As much of secret-tool as is needed: store, lookup, clear, by the account that is named last.
for last; do :; done
file="$HOME/keyring-$last"
echo "$@" >> "$HOME/secret-tool-arguments"
case "$1" in
store) cat > "$file" ;;
lookup) cat "$file" 2>/dev/null ;;
clear) rm -f "$file" ;;
esac
"""


@pytest.fixture
def server(world):
    one = Ollama()
    yield one
    one.stop()


def configure(world, server, **own) -> None:
    entry = {"displayName": "M", "model": "qwen3:4b", "provider": "generic-chat-completion-api",
             "baseUrl": f"http://127.0.0.1:{server.port}/v1", "ingot": own}
    world.write_settings({"customModels": [entry], "ingot": {"detectLocal": False}})


def sent_keys(server) -> list[str]:
    return [headers.get("authorization", "") for path, headers, _ in server.requests
            if path.endswith("/chat/completions")]


# CFG-205
def test_a_command_gives_the_key_when_a_request_is_made_and_not_before(world, server):
    counter = world.home / "runs"
    configure(world, server, apiKeyCommand=f"echo run >> {counter}; echo '  {KEY} '")
    listed = world.ingot("models", "--json")
    assert json.loads(listed.stdout)["models"][0]["keyState"] == "on request"
    assert world.ingot("exec", "--print-request", "hello").returncode == 0
    assert not counter.exists()
    done = world.ingot("exec", "hello")
    assert done.stdout.strip() == "from here", done.stderr
    assert sent_keys(server) == [f"Bearer {KEY}"]
    assert counter.read_text() == "run\n"


# CFG-205: a refused key is fetched again, once
def test_a_refused_key_is_fetched_once_more(world, server):
    configure(world, server, apiKeyCommand=f"echo run >> {world.home}/runs; echo {KEY}$(wc -l < {world.home}/runs)")
    server.refuse = lambda headers: headers.get("Authorization", "").rstrip() != f"Bearer {KEY}2"
    done = world.ingot("exec", "hello")
    assert done.stdout.strip() == "from here", done.stderr
    server.refuse = lambda headers: True
    (world.home / "runs").unlink()
    done = world.ingot("exec", "hello")
    assert done.returncode == 1 and "apiKeyCommand" in done.stderr and KEY not in done.stderr
    assert (world.home / "runs").read_text() == "run\n" * 2


@pytest.mark.parametrize("command, told", [
    ("exit 3", "ended with status 3"), ("true", "printed nothing"), ("printf 'a\\nb'", "more than one line")])
def test_a_command_that_fails_is_named_and_nothing_is_sent(world, server, command, told):
    configure(world, server, apiKeyCommand=f"{command}; echo {KEY} >&2" if command != "exit 3" else command)
    done = world.ingot("exec", "hello")
    assert done.returncode == 1 and told in done.stderr and "settings.json" in done.stderr
    assert KEY not in done.stderr and sent_keys(server) == []


# CFG-202: a key that was fetched late is hidden from tools, files and children from then on
def test_a_fetched_key_is_hidden_from_then_on(world, server):
    configure(world, server, apiKeyCommand=f"cat {world.home}/the-key")
    (world.home / "the-key").write_text(KEY + "\n")
    server.answers = [("Execute", {"command": "env; cat ~/the-key"})]
    done = world.ingot("exec", "--auto", "high", "-o", "stream-json", "hello", MY_KEY=KEY,
                       INGOT_LOG_FILE=str(world.home / "log"))
    assert done.returncode == 0, done.stderr
    assert len(sent_keys(server)) == 2  # the tool ran and its output went back
    bodies = [body for path, _, body in server.requests if path.endswith("/chat/completions")]
    assert b"[redacted]" in bodies[1] and KEY.encode() not in bodies[1]
    assert b"MY_KEY" not in bodies[1]
    assert KEY not in done.stdout + done.stderr
    for file in world.home.rglob("*"):
        if file.is_file() and file.name != "the-key":
            assert KEY not in file.read_text(errors="replace"), file


@pytest.fixture
def keyring(world):
    folder = world.home / "bin"
    folder.mkdir()
    tool = folder / "secret-tool"
    tool.write_text(SECRET_TOOL)
    tool.chmod(0o755)
    world.environment["PATH"] = f"{folder}:{os.environ['PATH']}"


# CFG-205, CFG-203
def test_a_key_is_put_into_the_keyring_used_from_there_and_taken_out(world, server, keyring):
    configure(world, server)
    done = world.ingot("models", "key", "set", "M", "--keyring", stdin=KEY + "\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(world.settings.read_text())["customModels"][0]["ingot"] == {"keyring": True}
    assert world.ingot("exec", "hello").stdout.strip() == "from here"
    assert sent_keys(server) == [f"Bearer {KEY}"]
    assert KEY not in (world.home / "secret-tool-arguments").read_text()
    off = world.ingot("exec", "hello", FACTORY_DISABLE_KEYRING="1")
    assert off.returncode == 1 and "FACTORY_DISABLE_KEYRING" in off.stderr
    assert world.ingot("models", "key", "remove", "M").returncode == 0
    assert not (world.home / "keyring-M").exists()


def test_without_secret_tool_the_remedy_is_named(world, server):
    configure(world, server, keyring=True)
    world.environment["PATH"] = "/nonexistent"
    done = world.ingot("exec", "hello")
    assert done.returncode == 1 and "libsecret-tools" in done.stderr


# CFG-203, CFG-204
def test_a_key_from_standard_input_lies_in_a_file_of_its_own(world, server):
    done = world.ingot("models", "add", "--provider", "groq", "--base-url",
                       f"http://127.0.0.1:{server.port}/v1", "--model", "qwen3:4b", "--key-stdin",
                       stdin=KEY + "\n")
    assert done.returncode == 0 and KEY not in done.stdout, done.stderr
    entry, = json.loads(world.settings.read_text())["customModels"]
    file = world.home / entry["ingot"]["apiKeyFile"][2:]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert world.ingot("exec", "hello").stdout.strip() == "from here"
    file.chmod(0o644)
    wide = world.ingot("exec", "hello")
    assert wide.returncode == 2 and "chmod 600" in wide.stderr
    file.chmod(0o600)
    assert world.ingot("models", "key", "remove", entry["displayName"]).returncode == 0
    assert not file.exists()


# CFG-205: exactly one source
@pytest.mark.parametrize("key, own, told", [
    ("sk-literal-key-of-a-test", {"apiKeyCommand": "true"}, "two sources"),
    (None, {"apiKeyCommand": "true", "keyring": True}, "two sources"),
    ("not-needed", {"apiKeyCommand": "echo x"}, None), (None, {"keyring": True}, None)])
def test_an_entry_has_one_source_of_its_key(world, key, own, told):
    entry = {"model": "m", "provider": "openai", "baseUrl": "https://h.test/v1", "ingot": own}
    if key:
        entry["apiKey"] = key
    world.write_settings({"customModels": [entry]})
    listed = json.loads(world.ingot("models", "--json").stdout)["models"][0]
    assert listed["valid"] == (told is None)
    assert told is None or told in listed["errors"][0]

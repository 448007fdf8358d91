"""ingot models add and remove: one entry more or less, everything else byte for byte."""

import json

import pytest

BEFORE = """{
  // my models
  "customModels": [
    { "model": "a", "provider": "openai", "baseUrl": "https://h.test/v1", "apiKey": "${A_KEY}" }, // one
  ],
  "unknownKey": 1
}
"""


def listed(world) -> list[dict]:
    return json.loads(world.ingot("models", "--json", A_KEY="x" * 20, GROQ_API_KEY="y" * 20).stdout)["models"]


# CFG-24, CFG-57, CFG-190
def test_an_entry_is_added_and_nothing_else_is_touched(world):
    world.write_settings(BEFORE)
    done = world.ingot("models", "add", "--provider", "groq", "--model",
                       "moonshotai/kimi-k2-instruct-0905")
    assert done.returncode == 0, done.stderr
    assert "GROQ_API_KEY, which is not set" in done.stdout
    text = world.settings.read_text()
    assert "// my models" in text and "// one" in text and '"unknownKey": 1' in text
    models = listed(world)
    assert [m["displayName"] for m in models] == ["a", "kimi-k2-instruct-0905 [Groq]"]
    assert models[1]["url"] == "https://api.groq.com/openai/v1/chat/completions"
    assert models[1]["valid"] and models[1]["keySource"] == "${GROQ_API_KEY}"
    again = world.ingot("models", "add", "--provider", "groq", "--model",
                        "moonshotai/kimi-k2-instruct-0905")
    assert again.returncode == 2 and "--name" in again.stderr
    gone = world.ingot("models", "remove", "kimi-k2-instruct-0905 [Groq]")
    assert gone.returncode == 0, gone.stderr
    assert [m["displayName"] for m in listed(world)] == ["a"]
    assert "// one" in world.settings.read_text()


def test_the_first_model_makes_the_file(world):
    world.settings.unlink(missing_ok=True)
    assert world.ingot("models", "add", "--provider", "ollama", "--model", "qwen3:4b").returncode == 0
    assert world.settings.stat().st_mode & 0o777 == 0o600
    assert listed(world)[0]["url"] == "http://localhost:11434/v1/chat/completions"


@pytest.mark.parametrize("words, told", [
    (["--provider", "grok", "--model", "m"], "groq"),
    (["--provider", "groq"], "--model"),
    (["--provider", "openai", "--model", "m", "--base-url", "localhost:1/v1"], "http://localhost:1/v1"),
    (["--provider", "generic-chat-completion-api", "--model", "m"], "--base-url")])
def test_what_is_wrong_is_said_and_nothing_is_written(world, words, told):
    world.write_settings(BEFORE)
    done = world.ingot("models", "add", *words)
    assert done.returncode == 2 and told in done.stderr
    assert world.settings.read_text() == BEFORE

"""What the fields of an entry do to the request that is really sent."""

import json

import pytest
from test_models_local import Ollama

GENERIC = "generic-chat-completion-api"


@pytest.fixture
def server(world):
    one = Ollama()
    yield one
    one.stop()


def request(world, server, entry: dict, *words: str, settings: dict | None = None, **environment):
    """Runs a prompt with this entry; returns the headers, the body and what was noted."""
    entry = {"displayName": "M", "model": "some-model", "provider": GENERIC, "apiKey": "key-of-the-entry",
             "baseUrl": f"http://127.0.0.1:{server.port}/v1", **entry}
    world.write_settings({"customModels": [entry], **(settings or {})})
    server.requests.clear()
    done = world.ingot("exec", *words, "hello", **environment)
    assert done.returncode == 0, done.stderr
    (_, headers, body), = [sent for sent in server.requests if sent[0].endswith("/chat/completions")]
    return headers, json.loads(body), done.stderr


# CFG-111: flag, variable, entry, settings, nothing
@pytest.mark.parametrize("words, variable, entry, settings, sent", [
    (["-r", "high"], "low", "medium", "minimal", "high"), ([], "low", "medium", "minimal", "low"),
    ([], "", "medium", "minimal", "medium"), ([], "", None, "minimal", "minimal"), ([], "", None, None, None)])
def test_the_nearest_wish_for_an_effort_wins(world, server, words, variable, entry, settings, sent):
    _, body, _ = request(world, server, {"reasoningEffort": entry} if entry else {}, *words,
                         settings={"reasoningEffort": settings} if settings else {},
                         INGOT_REASONING_EFFORT=variable)
    assert body.get("reasoning_effort") == sent


# CFG-111
def test_an_effort_that_the_model_does_not_know_becomes_the_nearest_and_is_noted(world, server):
    _, body, told = request(world, server, {"model": "gpt-5.1"}, "-r", "max")
    assert body["reasoning_effort"] == "high" and "high is sent" in told


# CFG-114
def test_extra_arguments_are_merged_last_and_deeply_and_null_removes(world, server):
    _, plain, _ = request(world, server, {"maxOutputTokens": 77})
    assert plain["max_tokens"] == 77 and plain["stream_options"] == {"include_usage": True}
    _, body, _ = request(world, server, {
        "maxOutputTokens": 77,
        "extraArgs": {"temperature": 0.25, "max_tokens": 5, "stream_options": {"mine": [1]},
                      "nested": {"a": {"b": None, "c": 2}}, "parallel_tool_calls": None}})
    assert body["temperature"] == 0.25 and body["max_tokens"] == 5
    assert body["stream_options"] == {"include_usage": True, "mine": [1]}
    assert body["nested"]["a"]["c"] == 2
    assert "parallel_tool_calls" not in body
    _, body, _ = request(world, server, {"maxOutputTokens": 77, "extraArgs": {"max_tokens": None}})
    assert "max_tokens" not in body


# CFG-55, CFG-115, CFG-116
def test_extra_headers_come_last_and_replace_by_name(world, server):
    headers, _, _ = request(world, server, {"extraHeaders": {
        "AUTHORIZATION": "Basic canary-of-a-header", "X-Team": "blue", "x-session": "s-${INGOT_SESSION_ID}",
        "User-Agent": "mine/1"}})
    assert headers["authorization"] == "Basic canary-of-a-header"
    assert headers["x-team"] == "blue" and headers["user-agent"] == "mine/1"
    assert headers["x-session"].startswith("s-") and "$" not in headers["x-session"] and len(headers["x-session"]) > 10
    headers, _, _ = request(world, server, {})
    assert headers["authorization"] == "Bearer key-of-the-entry"
    assert headers["user-agent"].startswith("ingot/")


# CFG-72
@pytest.mark.parametrize("name", ["Authorization", "x-api-key"])
def test_an_empty_auth_header_means_that_none_is_sent(world, server, name):
    headers, _, _ = request(world, server, {"extraHeaders": {name: ""}})
    assert "authorization" not in headers and "x-api-key" not in headers


# CFG-125
def test_a_small_model_is_noted_unless_silenced(world, server):
    _, _, told = request(world, server, {"model": "qwen3:4b"})
    assert "W07" in told and "about 4B parameters" in told
    assert "W07" not in request(world, server, {"model": "qwen2.5-coder:32b"})[2]
    assert "W07" not in request(world, server, {"model": "qwen3:4b"},
                                settings={"ingot": {"sizeNote": False}})[2]


# CFG-66: kept, listed, and told in one sentence
@pytest.mark.parametrize("entry", [
    {"provider": "anthropic", "apiKey": "not-used", "bedrock": {"awsRegion": "us-east-1"}},
    {"provider": "bedrock-converse", "bedrock": {}}, {"provider": "bedrock-converse"}])
def test_an_entry_for_bedrock_is_listed_as_not_supported_yet(world, entry):
    world.write_settings({"customModels": [{"model": "anthropic.claude-sonnet-4-5", **entry}]})
    listed, = json.loads(world.ingot("models", "--json").stdout)["models"]
    assert not listed["valid"] and len(listed["errors"]) == 1
    assert "not supported yet" in listed["errors"][0] and "E05" not in listed["errors"][0]


# CFG-190, CFG-24
def test_an_entry_is_changed_field_by_field(world):
    world.write_settings('{ "customModels": [ // mine\n  { "model": "m", "provider": "openai", "baseUrl": '
                         '"https://h.test/v1", "apiKey": "${A_KEY}", "maxOutputTokens": 5 } ] }')
    done = world.ingot("models", "edit", "m", "--set", "maxOutputTokens=8192", "--set",
                       "ingot.promptCache=off", "--set", "displayName=My model")
    assert done.returncode == 0, done.stderr
    text = world.settings.read_text()
    assert "// mine" in text and '"maxOutputTokens": 8192' in text and '"My model"' in text
    assert world.ingot("models", "edit", "My model", "--set", "maxOutputTokens=null").returncode == 0
    assert "maxOutputTokens" not in world.settings.read_text()
    for change, told in [("maxOutputTokens=8k", "maxOutputTokens"), ("maxOutputToken=1", "maxOutputTokens"),
                         ("apiKey=sk-canary-1234567890abcdef", "${")]:
        before = world.settings.read_text()
        bad = world.ingot("models", "edit", "My model", "--set", change)
        assert bad.returncode == 2 and told in bad.stderr and "canary" not in bad.stderr
        assert world.settings.read_text() == before

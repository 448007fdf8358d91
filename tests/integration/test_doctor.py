"""ingot doctor and ingot models test: every problem at once, and one tiny request that tells all."""

import json

import pytest
import servers
from conftest import KEY

LIST = {"object": "list", "data": [{"id": "good-model", "max_model_len": 40000},
                                   {"id": "text-embed"}]}
CHUNKS = [
    {"id": "c", "model": "good-model", "choices": [{"index": 0, "delta": {"tool_calls": [
        {"index": 0, "id": "call_1", "function": {"name": "report_word",
                                                  "arguments": "{\"word\":\"ingot\"}"}}]}}]},
    {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]},
    {"id": "c", "choices": [], "usage": {"prompt_tokens": 80, "completion_tokens": 12,
                                         "prompt_tokens_details": {"cached_tokens": 0}}}]
STREAM = b"".join(b"data: " + json.dumps(c).encode() + b"\n\n" for c in CHUNKS) + b"data: [DONE]\n\n"
TEXT_ONLY = (b'data: {"id":"c","choices":[{"index":0,"delta":{"content":"<tool_call>report_word"},'
             b'"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')


@pytest.fixture
def server():
    running = []

    def start(answers: list, get: dict | None = None) -> servers.Scripted:
        running.append(servers.Scripted(answers, get))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def configure(world, port: int, model: str = "good-model", **more) -> None:
    world.write_settings({"customModels": [
        {"displayName": "it", "model": model, "provider": "generic-chat-completion-api",
         "baseUrl": f"http://127.0.0.1:{port}/v1", "apiKey": KEY, **more}]})


def probe(world, *words: str) -> tuple[int, dict]:
    done = world.ingot("models", "test", "custom:it", "--json", *words)
    assert KEY not in done.stdout + done.stderr
    findings = json.loads(done.stdout)["sections"][0]["findings"]
    return done.returncode, {finding["check"]: finding for finding in findings}


# CFG-188
def test_a_model_that_works_is_told_so_step_by_step(world, server):
    it = server([(200, "text/event-stream", STREAM)], {"/v1/models": LIST})
    configure(world, it.port, maxContextLimit=32768)
    status, found = probe(world)
    assert status == 0, found
    for check in ["connection", "model list", "request", "streaming", "tool calls", "usage",
                  "cache fields", "context window"]:
        assert found[check]["level"] == "ok", found[check]
    assert "40000" in found["context window"]["text"]
    assert len(it.bodies) == 1 and it.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_window_smaller_than_configured_names_the_line_to_change(world, server):
    it = server([(200, "text/event-stream", STREAM)], {"/v1/models": LIST})
    configure(world, it.port, maxContextLimit=200000)
    status, found = probe(world)
    assert status == 1
    assert '"maxContextLimit": 40000' in found["context window"]["remedy"]
    assert "settings.json:" in found["context window"]["remedy"]


# CFG-176, PRV-79
def test_an_unknown_model_and_a_missing_tool_parser_are_seen(world, server):
    it = server([(200, "text/event-stream", TEXT_ONLY)], {"/v1/models": LIST})
    configure(world, it.port, model="godo-model")
    status, found = probe(world)
    assert status == 1
    assert "good-model" in found["model list"]["remedy"]
    assert "no tool parser" in found["tool calls"]["text"]
    assert "--jinja" in found["tool calls"]["remedy"]


# CFG-177, CFG-196, PRV-104
def test_a_small_window_of_ollama_is_seen_and_the_fix_named(world, server):
    it = server([(200, "text/event-stream", STREAM)],
                {"/v1/models": {"data": [{"id": "good-model"}]}, "/api/version": {"version": "0.9"},
                 "/api/show": {"capabilities": ["completion", "tools"],
                               "model_info": {"qwen3.context_length": 40960}},
                 "/api/ps": {"models": [{"name": "good-model", "context_length": 4096}]}})
    configure(world, it.port)
    status, found = probe(world)
    assert status == 1
    assert "4096" in found["context window"]["text"]
    assert "OLLAMA_CONTEXT_LENGTH" in found["context window"]["remedy"]


# CFG-189
def test_a_model_of_ollama_is_compared_with_the_memory(world, server):
    it = server([(200, "text/event-stream", STREAM)],
                {"/v1/models": {"data": [{"id": "qwen3:4b"}]}, "/api/version": {"version": "0.9"},
                 "/api/show": {"capabilities": ["completion", "tools"]}})
    configure(world, it.port, model="qwen3:4b")
    _, found = probe(world)
    assert ("needs about 8 GB of memory or 6 GB of a graphics card; this machine has "
            in found["memory"]["text"])


# CFG-173
def test_a_rejected_key_is_named_by_its_source(world, server):
    it = server([(401, "application/json", b'{"error":{"message":"bad key"}}')])
    world.environment["IT_KEY"] = KEY
    configure(world, it.port)
    world.write_settings(world.settings.read_text().replace(KEY, "${IT_KEY}"))
    status, found = probe(world)
    assert status == 1
    assert "${IT_KEY}" in found["request"]["text"] and "bad key" in found["request"]["text"]


# CFG-175, CFG-195
def test_local_servers_are_found_and_offered(world, server):
    it = server([], {"/v1/models": LIST})
    world.write_settings({})
    done = world.ingot("doctor", "--providers", "--json", OLLAMA_HOST=f"127.0.0.1:{it.port}")
    sections = {s["title"]: s["findings"] for s in json.loads(done.stdout)["sections"]}
    offered = [f for f in sections["Servers on this machine"] if "good-model" in f["text"]]
    assert len(offered) == 1 and str(it.port) in offered[0]["remedy"]
    assert not any("text-embed" in f["text"] for f in sections["Servers on this machine"])
    pasted = json.loads(offered[0]["remedy"].split(": ", 1)[1])
    world.write_settings({"customModels": [pasted]})
    assert json.loads(world.ingot("models", "--json").stdout)["models"][0]["valid"]


# CFG-33, CFG-170; every problem at once, exit status for scripts
def test_doctor_tells_all_problems_and_their_places(world):
    world.write_settings('{\n "customModels": [\n  {"model": "a", "provider": "opnai",\n'
                         '   "baseUrl": "http://h.test/v1", "apiKey": ""}\n ]\n}')
    (world.settings.parent / "config.json").write_text("{")
    done = world.ingot("doctor", "--config", "--json")
    assert done.returncode == 1
    findings = [f for s in json.loads(done.stdout)["sections"] for f in s["findings"]]
    places = {f["code"]: f["where"] for f in findings if "code" in f}
    assert places["E09"].endswith("settings.json:3:30")
    assert places["E07"].endswith("settings.json:4:45")
    assert places["E01"].endswith("config.json:1:2")
    assert "W05" in places
    text = world.ingot("doctor", "--config")
    assert "3 errors" in text.stdout and "E09" in text.stdout


def test_doctor_is_content_with_a_good_file(world):
    world.write_settings({"customModels": [
        {"model": "a", "provider": "openai", "baseUrl": "http://localhost:1/v1",
         "apiKey": "not-needed"}]})
    done = world.ingot("doctor", "--config", "--proxy", "--certs",
                       HTTPS_PROXY="http://user:secret-word@proxy.test:3128")
    assert done.returncode == 0, done.stdout
    assert "No problems found" in done.stdout and "secret-word" not in done.stdout


# PRV-109
def test_a_request_can_be_looked_at_without_being_sent(world, server):
    it = server([(200, "text/event-stream", STREAM)])
    configure(world, it.port)
    done = world.ingot("exec", "--print-request", "what is this?")
    assert done.returncode == 0 and KEY not in done.stdout
    head, body = done.stdout.split("\n\n", 1)
    assert head.startswith(f"POST http://127.0.0.1:{it.port}/v1/chat/completions\n")
    assert "what is this?" in json.loads(body)["messages"][-1]["content"]
    assert not it.bodies and not world.session_files()

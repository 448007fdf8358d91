"""Models that run on this machine or in the catalogue are used without an entry; sessions keep theirs."""

import http.server
import json
import threading

import pytest


class Ollama:
    """As much of Ollama as ingot asks for; keeps what it was sent."""

    MODELS = {"qwen3:4b": ["completion", "tools"], "llava:7b": ["completion", "vision"],
              "nomic-embed-text:latest": ["embedding"]}

    def __init__(self):
        self.requests = []
        self.refuse = lambda headers: False  # with 401
        self.answers = []  # calls of tools to make first: (name, arguments)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, b""))
                if self.path == "/v1/models":
                    return self.tell({"data": [{"id": name} for name in outer.MODELS]})
                if self.path == "/api/ps":
                    return self.tell({"models": [{"name": "qwen3:4b", "context_length": 16384}]})
                self.send_error(404)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                if self.path == "/api/show":
                    name = json.loads(body)["model"]
                    return self.tell({"capabilities": outer.MODELS[name], "parameters": "num_ctx 8192"})
                if outer.refuse(self.headers):
                    return self.send_error(401)
                delta, reason = {"role": "assistant", "content": "from here"}, "stop"
                if outer.answers:
                    name, arguments = outer.answers.pop(0)
                    call = {"index": 0, "id": "c1", "type": "function",
                            "function": {"name": name, "arguments": json.dumps(arguments)}}
                    delta, reason = {"role": "assistant", "tool_calls": [call]}, "tool_calls"
                elif b"report_word" in body:  # the try that asks for a call of this tool
                    call = {"index": 0, "id": "c1", "type": "function",
                            "function": {"name": "report_word", "arguments": '{"word":"ingot"}'}}
                    delta, reason = {"role": "assistant", "tool_calls": [call]}, "tool_calls"
                lines = [{"choices": [{"index": 0, "delta": delta}]},
                         {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}],
                          "usage": {"prompt_tokens": 9, "completion_tokens": 2}}]
                text = "".join(f"data: {json.dumps(line)}\n\n" for line in lines) + "data: [DONE]\n\n"
                self.tell(text, "text/event-stream")

            def tell(self, answer, kind="application/json"):
                body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def ollama(world):
    server = Ollama()
    world.environment["OLLAMA_HOST"] = f"127.0.0.1:{server.port}"
    yield server
    server.stop()


def eventually(check):
    """What holds in the end: ingot gives local servers 0.3 s, which a loaded machine may need longer for."""
    for attempt in range(30):
        try:
            return check()
        except AssertionError:
            if attempt == 29:
                raise


def detected(world, **environment) -> list[dict]:
    done = world.ingot("models", "--json", **environment)
    assert done.returncode == 0, done.stderr
    mine = [one for one in json.loads(done.stdout)["detected"] if one["id"].startswith("ollama/")]
    return sorted(mine, key=lambda one: one["id"])


# CFG-195, CFG-196
def test_models_of_a_local_server_are_listed_with_what_it_says_of_them(world, ollama):
    def check():
        found = detected(world)
        assert len(found) == 2
        llava, qwen = found
        assert (qwen["id"], qwen["model"]) == ("ollama/qwen3:4b", "qwen3:4b")
        assert qwen["url"] == f"http://127.0.0.1:{ollama.port}/v1/chat/completions"
        assert qwen["contextTokens"] == 16384 and not qwen["takesImages"]
        assert llava["contextTokens"] == 8192 and llava["takesImages"]

    eventually(check)
    assert not world.settings.exists()


# CFG-195
def test_a_configured_entry_and_the_setting_suppress_what_is_detected(world, ollama):
    entry = {"model": "qwen3:4b", "provider": "generic-chat-completion-api", "apiKey": "not-needed",
             "baseUrl": f"http://127.0.0.1:{ollama.port}/v1/"}
    world.write_settings({"customModels": [entry]})

    def check():
        assert [one["model"] for one in detected(world)] == ["llava:7b"]
        mine, = json.loads(world.ingot("models", "--json").stdout)["models"]
        assert (mine["contextTokens"], mine["contextKnown"]) == (16384, True)  # as the server tells

    eventually(check)
    world.write_settings({"ingot": {"detectLocal": False}})
    ollama.requests.clear()
    assert detected(world) == [] and ollama.requests == []


# CFG-195, CFG-84
@pytest.mark.parametrize("words, settings", [
    (["-m", "qwen3:4b"], {}), (["-m", "ollama/qwen3:4b"], {}), ([], {"model": "qwen3:4b"})])
def test_a_model_on_this_machine_answers_without_any_entry(world, ollama, words, settings):
    world.write_settings(settings)

    def check():
        done = world.ingot("exec", *words, "hello", OPENAI_API_KEY="canary-of-another-vendor")
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == "from here"

    eventually(check)
    assert all("canary" not in str(sent) for sent in ollama.requests)


def test_a_model_that_merely_runs_is_not_taken_unasked(world, ollama):
    done = world.ingot("exec", "hello")
    assert done.returncode == 2 and "no model is configured" in done.stderr
    assert not any("chat" in path for path, _, _ in ollama.requests)


# CFG-88, CFG-19, CFG-206
def test_a_provided_model_needs_its_variable_and_nothing_else(world, ollama):
    done = world.ingot("exec", "-m", "gpt-5.1", "hello")
    assert done.returncode == 2 and "export OPENAI_API_KEY=" in done.stderr
    shown = world.ingot("exec", "-m", "gpt-5.1", "--print-request", "hello", OPENAI_API_KEY="k" * 30,
                        OPENAI_BASE_URL="http://proxy.test:1/v1").stdout
    assert "POST http://proxy.test:1/v1/responses" in shown and "kkkkk" not in shown


def entry(name: str, model: str, port: int) -> dict:
    return {"displayName": name, "model": model, "provider": "generic-chat-completion-api",
            "baseUrl": f"http://127.0.0.1:{port}/v1", "apiKey": "not-needed"}


# CFG-86
def test_a_session_finds_its_model_again_after_edits_and_takes_no_other(world, ollama):
    mine, other = entry("M", "mine", ollama.port), entry("M", "other", ollama.port)
    world.write_settings({"customModels": [mine, other]})
    first = world.ingot("exec", "-o", "json", "-m", "custom:M-0", "hello")
    assert first.returncode == 0, first.stderr
    session = json.loads(first.stdout)["session_id"]

    def model_of_next() -> tuple[int, str, str]:
        ollama.requests.clear()
        done = world.ingot("exec", "-s", session, "go on")
        sent = [body for path, _, body in ollama.requests if path.endswith("/chat/completions")]
        return done.returncode, json.loads(sent[0])["model"] if sent else "", done.stderr

    world.write_settings({"customModels": [other, mine]})  # custom:M-0 is the other one now
    code, model, told = model_of_next()
    assert (code, model) == (0, "mine") and "custom:M-1" in told
    world.write_settings({"customModels": [other]})
    code, model, told = model_of_next()
    assert (code, model) == (2, "") and "E20" in told

"""What is said when a server refuses or falls silent: which address, whose words, what to do."""

import json
import socket
import threading

import pytest
import servers

GENERIC = "generic-chat-completion-api"
NOT_FOUND = b'{"error": {"message": "no route", "type": "not_found"}}'


@pytest.fixture
def answers(world):
    """answers(status, body, **entry) sets up a server that says only this."""
    running = []

    def start(status: int, body: bytes, content_type: str = "application/json", **entry) -> int:
        server = servers.Fixed(status, content_type, body)
        running.append(server)
        world.write_settings({"customModels": [
            {"displayName": "Mine [x]", "model": "some-model", "provider": GENERIC, "apiKey": "not-needed",
             "baseUrl": f"http://127.0.0.1:{server.port}/v1", **entry}]})
        return server.port

    yield start
    for server in running:
        server.stop()


def place_of_base_url(world) -> str:
    text = world.settings.read_text()
    before = text[:text.index('"http://')]
    return f"~/.factory/settings.json:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


# CFG-52, CFG-53
def test_a_server_without_the_responses_api_is_told_as_such(world, answers):
    port = answers(404, NOT_FOUND, provider="openai")
    told = world.ingot("exec", "hello").stderr
    url = f"http://127.0.0.1:{port}/v1/responses"
    assert (f"this server has no Responses API at {url}; set provider to "
            "generic-chat-completion-api") in told
    place = place_of_base_url(world)
    for part in ["Mine [x]", "404", f"POST {url}", "no route", place]:
        assert part in told, told


# CFG-53: an answer of any kind leads back to the address that was configured.
@pytest.mark.parametrize("status, body", [(401, b'{"error": {"message": "who are you"}}'),
                                          (400, b'{"error": {"message": "no"}}'),
                                          (403, b'{"error": {"message": "not you"}}')])
def test_a_refusal_names_the_place_of_the_address(world, answers, status, body):
    port = answers(status, body)
    told = world.ingot("exec", "hello").stderr
    place = place_of_base_url(world)
    for part in [str(status), f"POST http://127.0.0.1:{port}/v1/chat/completions", place]:
        assert part in told, told


def test_a_web_page_is_told_in_a_few_words(world, answers):
    answers(404, b"<!DOCTYPE html><html><body>hello world</body></html>", "text/html")
    told = world.ingot("exec", "hello").stderr
    assert "HTML page, not an API" in told and "hello world" not in told


# CFG-120
def test_a_model_that_takes_no_images_can_be_told_so_with_the_command_that_is_named(world, answers):
    answers(400, b'{"error": {"message": "image input is not supported by this model"}}')
    (world.project / "a.png").write_bytes(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89")
    told = world.ingot("exec", "hello").stderr
    words = "models edit 'custom:Mine-[x]-0' --set noImageSupport=true"
    assert f"run: ingot {words}" in told
    assert world.ingot(*words.replace("'", "").split()).returncode == 0
    entry, = json.loads(world.settings.read_text())["customModels"]
    assert entry["noImageSupport"] is True


class Silent:
    """A server that takes requests and says nothing, or only the beginning of an answer."""

    def __init__(self, beginning: bytes = b""):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.held = []
        threading.Thread(target=self.serve, args=(beginning,), daemon=True).start()

    def serve(self, beginning: bytes) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.recv(1 << 20)
            connection.sendall(beginning)
            self.held.append(connection)


# CFG-184, CFG-26: the setting holds, the entry's own is stronger, and the one that counts is named.
@pytest.mark.parametrize("own, beginning, seconds, said", [
    (None, b"", 1, "no data for 1 s from {host} after the request was accepted; raise llmRequestTimeout"),
    (None, b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n: \n", 1,
     "no data for 1 s from {host} in the middle of the answer; raise llmRequestTimeout"),
    (2000, b"", 2, "no data for 2 s from {host} after the request was accepted; raise ingot.timeoutMs in the "
     "entry at ~/.factory/settings.json:4:3")])
def test_silence_ends_when_the_settings_say_so(world, own, beginning, seconds, said):
    silent = Silent(beginning)
    host = f"127.0.0.1:{silent.port}"
    world.write_settings({"llmRequestTimeout": 1000, "customModels": [
        {"displayName": "Mine", "model": "m", "provider": GENERIC, "apiKey": "not-needed",
         "baseUrl": f"http://{host}/v1", **({"ingot": {"timeoutMs": own}} if own else {})}]})
    explained = world.ingot("config", "explain", "llmRequestTimeout").stdout
    assert "1000" in explained and "not yet in effect" not in explained
    running = world.start("exec", "--output-format", "stream-json", "hello")
    told = ""
    for line in running.stdout:
        told += line.decode()
        if "no data" in told:
            break
    running.kill()
    running.communicate()
    silent.listener.close()
    assert said.format(host=host) in told

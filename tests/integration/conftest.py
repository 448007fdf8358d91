"""What the integration tests share: the real binary, a fresh home, a project, servers."""

import json
import os
import pathlib
import re
import subprocess
import time

import pytest
import servers
import terminals

PROTOCOLS = ["anthropic", "openai", "generic-chat-completion-api"]
KEY = "canary-7f3a91c2d4e5"  # must turn up nowhere but in settings.json and on the wire


class World:
    """One user with one project; everything below a temporary folder."""

    def __init__(self, folder: pathlib.Path, binary: str):
        self.binary = binary
        self.home = folder / "home"
        self.project = folder / "project"
        self.settings = self.home / ".factory/settings.json"
        self.settings.parent.mkdir(parents=True)
        self.project.mkdir()
        subprocess.run(["git", "init", "-q", str(self.project)], check=True)
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
                            "TMPDIR": str(folder)}
        for name in ["ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"]:
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def configure(self, port: int, key: str = KEY) -> None:
        models = []
        for protocol in PROTOCOLS:
            base = f"http://127.0.0.1:{port}" + ("" if protocol == "anthropic" else "/v1")
            models.append({"displayName": protocol, "model": "gpt-5.1" if protocol == "openai"
                           else "some-model", "baseUrl": base, "apiKey": key,
                           "provider": protocol})
        self.write_settings({"customModels": models})

    def write_settings(self, settings) -> None:
        text = settings if isinstance(settings, str) else json.dumps(settings, indent=1)
        self.settings.write_text(text)
        self.settings.chmod(0o600)

    def ingot(self, *words: str, stdin: str = "", timeout: float = 120, **environment: str):
        return subprocess.run([self.binary, *words], cwd=self.project, input=stdin, text=True,
                              capture_output=True, timeout=timeout,
                              env={**self.environment, **environment})

    def start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen([self.binary, *words], cwd=self.project, env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True)

    def session_files(self) -> list[pathlib.Path]:
        return sorted((self.home / ".factory/sessions").rglob("*.jsonl"))

    def results(self) -> list[str]:
        """Of the calls of the only session, as the model was told them."""
        [path] = self.session_files()
        texts = []
        for line in path.read_text().splitlines():
            content = json.loads(line).get("message", {}).get("content", [])
            for block in content if isinstance(content, list) else []:
                if block.get("type") == "tool_result":
                    inner = block["content"]
                    texts.append(inner if isinstance(inner, str) else inner[0]["text"])
        return texts

    def port(self) -> int:
        """Of the model's server, as the settings have it."""
        return int(re.search(r":(\d+)", self.settings.read_text())[1])


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, os.environ["INGOT_BINARY"])


@pytest.fixture(scope="session")
def tools():
    try:
        return servers.install_tools(pathlib.Path(os.environ["INGOT_BUILD"]))
    except subprocess.CalledProcessError as problem:
        # Without PyPI and npm there is no aimock; CI can insist on it.
        if os.environ.get("INGOT_REQUIRE_AIMOCK"):
            raise
        pytest.skip(f"aimock cannot be installed: {problem}")


def call(name: str, **arguments) -> dict:
    return {"name": name, "arguments": json.dumps(arguments)}


def script(prompt: str, turns: list[dict], protocol: str) -> list[dict]:
    """aimock fixtures that answer `prompt` with `turns`, one after the other.

    aimock tells turns apart by the assistant messages in the request; of a Responses request each
    call counts as one.
    """
    fixtures = []
    index = 0
    for number, turn in enumerate(turns):
        usage = {"prompt_tokens": 100 + number, "completion_tokens": 10,
                 "input_tokens": 100 + number, "output_tokens": 10}
        fixtures.append({"match": {"userMessage": prompt, "turnIndex": index},
                         "response": {**turn, "usage": usage}})
        index += len(turn.get("toolCalls", [0])) if protocol == "openai" else 1
    return fixtures


@pytest.fixture
def serve(world, tools, tmp_path):
    """serve(fixtures, flags...) starts aimock behind a recorder and configures the user for it."""
    running = []

    def start(fixtures: list, *flags: str) -> servers.Recorder:
        mock = servers.AiMock(tools, tmp_path, fixtures, *flags)
        running.append(mock)
        recorder = servers.Recorder(mock.port)
        running.append(recorder)
        world.configure(recorder.port)
        return recorder

    yield start
    for server in reversed(running):
        server.stop()


@pytest.fixture(name="script")
def fixture_script(world, tmp_path):
    """script(turns) serves them from the scripted model and configures the user for it."""
    running = []

    def start(turns: list, **more) -> None:
        path = tmp_path / "scenario.json"
        path.write_text(json.dumps({"turns": turns, **more}))
        port = servers.free_port()
        running.append(subprocess.Popen(
            [world.binary, "demo", "--serve", str(path), "--port", str(port)],
            env=world.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        world.configure(port)
        for _ in range(400):
            if servers.is_open(port):
                return
            time.sleep(0.05)

    yield start
    for process in running:
        process.terminate()
        process.wait(10)


@pytest.fixture
def window(world, tmp_path):
    """window(columns, rows, VARIABLE=value...) opens a window of tmux with a shell in it."""
    running = []

    def open_window(columns: int = 100, rows: int = 30, **environment: str) -> terminals.Tmux:
        running.append(terminals.Tmux(world, tmp_path, columns, rows, **environment))
        return running[-1]

    yield open_window
    for one in running:
        one.stop()


@pytest.fixture
def recorder(world):
    """recorder(words..., answers={}, VARIABLE=value...) runs ingot on a pseudo-terminal."""
    running = []

    def open_recorder(*words: str, columns: int = 100, rows: int = 30, answers: dict | None = None,
                      early: bytes = b"", **environment: str) -> terminals.Recorder:
        running.append(terminals.Recorder(
            [world.binary, *words], {**world.environment, **environment}, world.project, columns,
            rows, answers, early))
        return running[-1]

    yield open_recorder
    for one in running:
        one.stop()

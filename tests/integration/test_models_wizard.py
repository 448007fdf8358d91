"""From nothing to a working model, question by question, on a real terminal."""

import json
import os
import pathlib
import pty
import re
import select
import signal
import stat
import subprocess
import termios
import time

import pytest
import servers
from test_models_local import Ollama

SCENARIO = {"turns": [{"text": "fine"}]}
KEY = "canary-wizard-7f3a91c2"


class Terminal:
    """A program at the other end of a pty; everything it shows is kept."""

    def __init__(self, world, *words: str, **environment: str):
        self.master, self.slave = pty.openpty()
        self.process = subprocess.Popen(
            [world.binary, *words], cwd=world.project, stdin=self.slave, stdout=self.slave,
            stderr=self.slave, start_new_session=True,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, termios.TIOCSCTTY, 0),
            env={**world.environment, "TERM": "xterm-256color", **environment})
        self.shown = ""
        self.seen = 0  # what expect() has gone past

    def expect(self, text: str, limit: float = 60) -> str:
        deadline = time.monotonic() + limit
        while text not in self.shown[self.seen:]:
            assert time.monotonic() < deadline, f"no {text!r} in:\n{self.shown}"
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self.master, 65536).decode(errors="replace").replace("\r\n", "\n")
                except OSError:
                    assert text in self.shown[self.seen:], f"ended without {text!r}:\n{self.shown}"
        at = self.shown.index(text, self.seen) + len(text)
        passed, self.seen = self.shown[self.seen:at], at
        return passed

    def send(self, text: str) -> None:
        os.write(self.master, text.encode())

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def wait_for_echo(self, wanted: bool) -> None:
        deadline = time.monotonic() + 30
        while self.echoes() != wanted:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def end(self) -> int:
        deadline = time.monotonic() + 60
        while self.process.poll() is None:
            assert time.monotonic() < deadline, self.shown
            if select.select([self.master], [], [], 0.1)[0]:
                self.shown += os.read(self.master, 65536).decode(errors="replace").replace("\r\n", "\n")
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal(world):
    opened = []

    def start(*words: str, **environment: str) -> Terminal:
        opened.append(Terminal(world, *words, **environment))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.fixture
def ollama(world):
    server = Ollama()
    world.environment["OLLAMA_HOST"] = f"127.0.0.1:{server.port}"
    yield server
    server.stop()


@pytest.fixture
def nobody(world):
    """No local server is looked for where one may really run."""
    world.environment["OLLAMA_HOST"] = f"127.0.0.1:{servers.free_port()}"


def found_at_once(terminal, *words: str) -> Terminal:
    """At the question where the model runs, the server of this machine on top. It has 0.3 s to be
    found, which a loaded machine may need longer for: then once more."""
    for _ in range(30):
        window = terminal(*words)
        window.expect("Where does the model run?")
        if re.search(r"1  Ollama +runs on this machine", window.expect("Number or name")):
            return window
        window.send("\x03")
        window.end()
    raise AssertionError(window.shown)


def entries(world) -> list[dict]:
    return json.loads(world.settings.read_text())["customModels"]


# CFG-190: found on this machine, chosen with the Enter key alone
def test_setup_with_a_local_server_needs_three_enters_at_most(world, terminal, ollama):
    window = found_at_once(terminal, "setup")
    window.send("\n")
    window.expect("Model: number, or a part of its name")
    window.send("qwen\n")
    window.expect("It answers.")
    window.expect("Ready: ingot -m")
    assert window.end() == 0
    assert entries(world) == [{"displayName": "qwen3:4b", "model": "qwen3:4b",
                               "provider": "generic-chat-completion-api",
                               "baseUrl": f"http://127.0.0.1:{ollama.port}/v1", "apiKey": "not-needed"}]
    assert stat.S_IMODE(world.settings.stat().st_mode) == 0o600
    done = world.ingot("exec", "hello")
    assert done.stdout.strip() == "from here", done.stderr


# CFG-190, CFG-203: a pasted key is not shown, is kept in a file of its own, and works
def test_a_pasted_key_is_never_shown_and_lies_in_a_file_of_its_own(world, terminal, ollama, nobody):
    window = terminal("models", "add", "--provider", "groq", "--base-url",
                      f"http://127.0.0.1:{ollama.port}/v1")
    window.expect("A key comes from https://")
    window.expect("Paste the key")
    window.wait_for_echo(False)
    window.send(KEY + "\n")
    window.expect("Model: number")
    assert window.echoes()
    window.send("1\n")
    window.expect("It answers.")
    assert window.end() == 0
    assert KEY not in window.shown
    entry, = entries(world)
    assert "apiKey" not in entry
    file = pathlib.Path(entry["ingot"]["apiKeyFile"].replace("~", str(world.home)))
    assert file.read_text().strip() == KEY and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    ollama.requests.clear()
    assert world.ingot("exec", "hello").stdout.strip() == "from here"
    assert {sent["authorization"] for _, sent, _ in ollama.requests} == {f"Bearer {KEY}"}


def test_a_key_of_the_environment_is_offered_first_and_stays_a_variable(world, terminal, ollama, nobody):
    window = terminal("models", "add", "--provider", "groq", "--model", "qwen3:4b", "--base-url",
                      f"http://127.0.0.1:{ollama.port}/v1", GROQ_API_KEY=KEY)
    assert window.end() == 0
    assert entries(world)[0]["apiKey"] == "${GROQ_API_KEY}"
    setup = terminal("setup", GROQ_API_KEY=KEY)
    assert re.search(r"1  Groq +GROQ_API_KEY is set", setup.expect("Number or name"))
    setup.send("\x03")
    assert setup.end() == 130


# Every way out gives the echo back and writes nothing.
@pytest.mark.parametrize("way", ["ctrl-c", "ctrl-d", "term", "hangup"])
def test_leaving_while_a_key_is_asked_for_restores_the_echo(world, terminal, nobody, way):
    window = terminal("setup", "--provider", "groq")
    window.expect("Paste the key")
    window.wait_for_echo(False)
    if way == "ctrl-c":
        window.send("\x03")
    elif way == "ctrl-d":
        window.send("\x04")
    else:
        window.process.send_signal(signal.SIGTERM if way == "term" else signal.SIGHUP)
    assert window.end() == 130
    assert window.echoes()
    assert "nothing was written" in window.shown
    assert not world.settings.exists()


# CFG-190: plain ingot offers it and goes on into the terminal with the new model
def test_plain_ingot_without_a_model_sets_one_up_and_begins(world, terminal, ollama):
    window = found_at_once(terminal)
    window.send("\n")
    window.expect("Model: number")
    window.send("qwen\n")
    window.expect("It answers.")
    window.expect("qwen3:4b via 127.0.0.1")
    window.send("\x03")
    window.send("\x03")
    assert window.end() == 0
    assert window.echoes()


def test_going_on_without_a_model_is_a_choice(world, terminal, nobody):
    window = terminal()
    rows = window.expect("Number or name")
    number = re.search(r"(\d+)  Go on without a model", rows)
    window.send((number.group(1) if number else "without") + "\n")
    window.expect("No model is configured yet")
    window.send("\x03")
    window.send("\x03")
    assert window.end() == 0
    assert json.loads(world.settings.read_text()) == {"customModels": []}  # CFG-3


# A server that refuses leaves the choice to the person.
def test_a_model_that_does_not_answer_is_not_saved_without_asking(world, terminal, nobody):
    window = terminal("setup", "--provider", "ollama", "--base-url",
                      f"http://127.0.0.1:{servers.free_port()}/v1")
    window.expect("Model, as the provider calls it")
    window.send("m\n")
    window.expect("Save the entry anyway? [y/N]")
    window.send("\n")
    assert window.end() == 130
    assert not world.settings.exists()


@pytest.mark.parametrize("words, told", [(["models", "add"], "--provider"),
                                         (["models", "add", "--provider", "groq"], "--model"),
                                         (["setup"], "needs a terminal")])
def test_without_a_terminal_the_missing_flag_is_named(world, words, told):
    done = world.ingot(*words)
    assert done.returncode == 2 and told in done.stderr


# CFG-190: a letter that happens to stand in one name only chooses nothing; q leaves.
def test_one_letter_is_no_name_and_q_leaves(world, terminal, nobody):
    window = terminal("setup")
    window.expect("Number or name")
    window.send("z\n")
    assert "Key" not in window.expect("Number or name")
    window.send("q\n")
    assert window.end() == 130
    assert not world.settings.exists()

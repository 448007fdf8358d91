"""Settings that change while the interactive program runs."""

import json
import re
import subprocess
import time

import pytest
import servers
from conftest import KEY
from terminals import start


def replace(path, settings) -> None:
    """As editors save: a new file in the place of the old one."""
    text = settings if isinstance(settings, str) else json.dumps(settings, indent=1)
    new = path.with_suffix(".new")
    new.write_text(text)
    new.chmod(0o600)
    new.rename(path)


def entry(name: str, port: int, key: str = KEY, **more) -> dict:
    return {"displayName": name, "model": "some-model", "provider": "generic-chat-completion-api",
            "baseUrl": f"http://127.0.0.1:{port}/v1", "apiKey": key, **more}


@pytest.fixture
def scenario(world, tmp_path):
    """scenario(turns) is the port of a scripted server; the settings are left alone."""
    running = []

    def serve(turns: list) -> int:
        path = tmp_path / f"scenario-{len(running)}.json"
        path.write_text(json.dumps({"turns": turns}))
        port = servers.free_port()
        running.append(subprocess.Popen(
            [world.binary, "demo", "--serve", str(path), "--port", str(port)],
            env=world.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        deadline = time.monotonic() + 30
        while not servers.is_open(port) and time.monotonic() < deadline:
            time.sleep(0.05)
        return port

    yield serve
    for process in running:
        process.terminate()
        process.wait(10)


# CFG-92, 94: told once, and there for use.
def test_a_model_that_is_added_can_be_used_at_once(world, scenario, window):
    port = scenario([{"text": "from the new one"}])
    world.write_settings({"customModels": [entry("first", servers.free_port())]})
    tm = window()
    start(world, tm)
    replace(world.settings, {"customModels": [entry("first", 1), entry("second", port)],
                             "theme": "light"})
    tm.wait("settings reloaded: +1 model, 1 model changed, theme")
    tm.type("/model custom:second")
    tm.key("Enter")
    tm.wait("model: second")
    tm.type("hello")
    tm.key("Enter")
    tm.wait("from the new one")
    assert tm.all().count("settings reloaded") == 1


# CFG-92: the request in flight ends on the old server, the turn goes on at the new one.
def test_a_turn_goes_on_at_the_new_url_with_the_new_key(world, scenario, window):
    (world.project / "note.txt").write_text("note\n")
    words = " ".join(f"word-{n}" for n in range(150))
    old = servers.Recorder(scenario([
        {"text": words, "chunk": 8, "delay_ms": 20,
         "calls": [{"name": "Read", "input": {"file_path": str(world.project / "note.txt")}}]},
        {"text": "still the old one"}]))
    new = servers.Recorder(scenario([{"text": "never"}, {"text": "from the new url"}]))
    world.write_settings({"customModels": [entry("m", old.port)]})
    tm = window()
    start(world, tm)
    tm.type("go")
    tm.key("Enter")
    deadline = time.monotonic() + 20
    while not old.bodies and time.monotonic() < deadline:
        time.sleep(0.05)
    replace(world.settings, {"customModels": [entry("m", new.port, key="another-key-0123456789")]})
    tm.wait("settings reloaded: 1 model changed")
    tm.wait("from the new url", 60)
    assert "word-149" in tm.all()
    assert len(old.bodies) == 1 and len(new.bodies) == 1
    assert KEY in str(old.headers) and KEY not in str(new.headers)
    assert "another-key-0123456789" in str(new.headers)
    assert "prompt cache missed" not in tm.all(), "another server owes nothing"
    stored = "".join(path.read_text() for path in world.session_files())
    assert "another-key" not in stored and KEY not in stored
    old.stop()
    new.stop()


# CFG-93
def test_a_broken_save_is_shown_until_it_is_mended(world, scenario, window):
    port = scenario([{"text": "still at work"}])
    world.write_settings({"customModels": [entry("m", port)]})
    tm = window()
    start(world, tm)
    tm.type("a draft")
    replace(world.settings, '{"customModels": [}')
    tm.wait("settings.json:1:19: error E01")
    assert "a draft" in tm.screen()
    tm.key("Enter")
    tm.wait("still at work")
    tm.wait("error E01")
    replace(world.settings, {"customModels": [entry("m", port)]})
    tm.wait("settings reloaded")
    assert "E01" not in tm.screen().split("settings reloaded")[1]


# CFG-93: never another model by itself.
def test_a_model_that_is_removed_asks_for_a_choice(world, scenario, window):
    port = scenario([{"text": "hello back"}])
    other = entry("n", servers.free_port())
    world.write_settings({"customModels": [entry("m", port), other]})
    tm = window()
    start(world, tm, "-m", "custom:m")
    replace(world.settings, {"customModels": [other]})
    tm.wait('the model "m" is no longer in the settings')
    tm.type("hello")
    tm.key("Enter")
    tm.wait("✗ the model")
    assert "hello back" not in tm.all()
    replace(world.settings, {"customModels": [entry("m", port), other]})
    tm.wait("settings reloaded: +1 model")
    tm.key("Enter")  # the draft was kept
    tm.wait("hello back")


# CFG-92: a symlink's target, and the link itself.
def test_settings_behind_a_symlink_are_watched(world, window, tmp_path):
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    real = dotfiles / "factory.json"
    replace(real, {"customModels": [entry("a", 1)]})
    world.settings.symlink_to(real)
    tm = window()
    start(world, tm)
    replace(real, {"customModels": [entry("a", 1), entry("b", 1)]})
    tm.wait("settings reloaded: +1 model")
    other = dotfiles / "other.json"
    replace(other, {"customModels": [entry("a", 1), entry("b", 1), entry("c", 1), entry("d", 1)]})
    link = world.home / ".factory/link"
    link.symlink_to(other)
    link.rename(world.settings)
    tm.wait("settings reloaded: +2 models")


# Section 9: settings of the terminal apply to what is printed from then on.
def test_settings_of_the_terminal_apply_at_once(world, script, window):
    turns = [{"reasoning": "a secret thought", "text": "first"},
             {"reasoning": "a plain thought", "text": "second"}]
    script(turns)
    tm = window()
    start(world, tm)
    tm.type("one")
    tm.key("Enter")
    tm.wait("first")
    settings = json.loads(world.settings.read_text())
    replace(world.settings, {**settings, "showThinkingInMainView": True})
    tm.wait("settings reloaded: showThinkingInMainView")
    tm.type("two")
    tm.key("Enter")
    tm.wait("a plain thought")
    assert "a secret thought" not in tm.all()


# TUI-115: the page of the first run; then the first model, added from another window.
def test_a_session_without_a_model_takes_the_first_one(world, scenario, window):
    port = scenario([{"text": "here I am"}])
    tm = window(rows=40)
    tm.type(world.binary)
    tm.key("Enter")
    shown = tm.wait("Go on without a model")
    tm.type(re.search(r"(\d+)  Go on without a model", shown)[1])
    tm.key("Enter")
    page = tm.wait("Auto (")
    assert "export ANTHROPIC_API_KEY=" in page and "ingot models add --provider" in page
    assert str(world.settings) in page.replace("\n", "")
    replace(world.settings, {"customModels": [entry("m", port)]})
    tm.wait("m via 127.0.0.1")
    tm.type("hello")
    tm.key("Enter")
    tm.wait("here I am")


# CFG-27, CFG-28, CFG-92: what a project asks for in the middle of a session is asked about, once.
@pytest.mark.parametrize("trusts", [True, False])
def test_what_a_project_asks_for_later_is_asked_about(world, scenario, window, trusts):
    port = scenario([{"text": "from the project"}])
    world.write_settings({"customModels": [entry("mine", 1)]})
    tm = window()
    start(world, tm)
    project = world.project / ".factory/settings.json"
    project.parent.mkdir(exist_ok=True)
    replace(project, {"customModels": [entry("theirs", port)]})
    tm.wait("This project asks for more. Do you trust it?")
    assert f"127.0.0.1:{port}" in tm.all(), "every host is listed"
    time.sleep(0.5)
    if trusts:
        tm.key("Down")
    tm.key("Enter")
    tm.wait("What is listed counts from now on." if trusts else "What is listed stays left out.")
    tm.type("/model custom:theirs")
    tm.key("Enter")
    if not trusts:
        tm.wait("no model")
        replace(world.settings, {"customModels": [entry("mine", 1)], "theme": "light"})
        tm.wait("settings reloaded: theme")
        assert tm.all().count("This project asks for more") <= 1
        return
    tm.wait("model: theirs")
    tm.type("hello")
    tm.key("Enter")
    tm.wait("from the project")

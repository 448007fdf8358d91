"""`ingot config`: settings are explained, and changed without destroying anything (CFG-24, CFG-26)."""

import json
import os
import random
import signal
import stat
import threading
import time

import pytest
from conftest import KEY

SETTINGS = """\ufeff// mine\r
{\r
\t"customModels": [\r
\t\t{ "model": "m", "provider": "openai", // the fast one\r
\t\t  "baseUrl": "https://a.example/v1", "apiKey": "${GROQ_API_KEY}" },\r
\t],\r
\t"unknown": { "deep": [ 1,2 ,3 ] }, /* kept */\r
\t"diffMode" : "github",\r
}\r
"""


def write(world, text: str) -> None:
    world.settings.write_bytes(text.encode())
    world.settings.chmod(0o600)


def read(world) -> str:
    return world.settings.read_bytes().decode()


def test_set_changes_one_value_and_nothing_else(world):
    write(world, SETTINGS)
    world.settings.chmod(0o640)
    done = world.ingot("config", "set", "diffMode", "unified")
    assert done.returncode == 0, done.stderr
    assert 'diffMode = "unified"' in done.stdout
    assert read(world) == SETTINGS.replace('"github"', '"unified"')
    assert stat.S_IMODE(world.settings.stat().st_mode) == 0o640

    done = world.ingot("config", "set", "customModels[0].displayName", "Fast one")
    assert done.returncode == 0, done.stderr
    assert read(world) == SETTINGS.replace('"github"', '"unified"').replace(
        '"${GROQ_API_KEY}" }', '"${GROQ_API_KEY}",\r\n\t\t  "displayName": "Fast one" }')

    write(world, SETTINGS)
    assert world.ingot("config", "set", "model", "custom:m").returncode == 0
    assert read(world) == SETTINGS.replace('"github",\r\n', '"github",\r\n\t"model": "custom:m",\r\n')
    before = world.settings.stat()
    again = world.ingot("config", "set", "model", "custom:m")
    assert again.returncode == 0 and "is already" in again.stdout
    assert world.settings.stat().st_ino == before.st_ino
    assert world.settings.stat().st_mtime_ns == before.st_mtime_ns
    assert world.ingot("config", "unset", "model").returncode == 0
    assert read(world) == SETTINGS


def test_set_tells_what_loading_will_say(world):
    write(world, SETTINGS)
    done = world.ingot("config", "set", "customModels[0].baseUrl", "localhost:11434/v1")
    assert done.returncode == 0
    assert "settings.json:5:16: error E10: customModels[0].baseUrl" in done.stdout


def test_a_missing_file_is_made_for_the_user_only(world):
    world.settings.parent.rmdir()
    assert world.ingot("config", "set", "sessionDefaultSettings.model", "custom:x").returncode == 0
    assert read(world) == '{\n  "sessionDefaultSettings": {\n    "model": "custom:x"\n  }\n}\n'
    assert stat.S_IMODE(world.settings.stat().st_mode) == 0o600
    assert stat.S_IMODE(world.settings.parent.stat().st_mode) == 0o700


def test_a_symlink_keeps_pointing_where_it_did(world):
    target = world.home / "dotfiles/factory.json"
    target.parent.mkdir()
    target.write_text('{"theme": "dark"}\n')
    world.settings.symlink_to(target)
    assert world.ingot("config", "set", "theme", "light").returncode == 0
    assert world.settings.is_symlink()
    assert target.read_text() == '{"theme": "light"}\n'
    assert [path.name for path in target.parent.iterdir()] == ["factory.json"]


# CFG-24: a save changes the text only.
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o600, 0o400])
def test_the_mode_of_a_file_stays(world, mode):
    write(world, '{"theme": "dark"}\n')
    world.settings.chmod(mode)
    assert world.ingot("config", "set", "theme", "light").returncode == 0
    assert read(world) == '{"theme": "light"}\n'
    assert stat.S_IMODE(world.settings.stat().st_mode) == mode


def test_what_is_set_is_used(world):
    world.configure(9)
    for effort in ["low", "high"]:
        assert world.ingot("config", "set", "model", "custom:openai").returncode == 0
        assert world.ingot("config", "set", "reasoningEffort", effort).returncode == 0
        printed = world.ingot("exec", "--print-request", "hello")
        assert printed.returncode == 0, printed.stderr
        assert "gpt-5.1" in printed.stdout
        assert f'"effort":"{effort}"' in printed.stdout.replace(": ", ":")


@pytest.mark.parametrize("words, complaint", [
    (["difMode", "github"], 'did you mean "diffMode"?'),
    (["autonomyLevel", "low"], 'did you mean "sessionDefaultSettings.autonomyLevel"?'),
    (["diffMode", "unifid"], 'did you mean "unified"?'),
    (["model", "5"], "must be a string, found 5"),
    (["llmRequestTimeout", "10"], "at least 1000"),
    (["customModels[0].apiKey", KEY], "'${MY_API_KEY}'"),
    (["customModels[5].displayName", "x"], "settings.json:3:18"),
    (["model["], "config set takes"),
    (["model[", "x"], "not the name of a setting"),
])
def test_refusals_write_nothing_and_quote_no_key(world, words, complaint):
    write(world, SETTINGS)
    before = world.settings.stat()
    done = world.ingot("config", "set", *words)
    assert done.returncode == 2
    assert complaint in done.stderr, done.stderr
    assert KEY not in done.stderr + done.stdout
    assert read(world) == SETTINGS and world.settings.stat().st_ino == before.st_ino


@pytest.mark.parametrize("text, place", [
    ('{\n  "a" 1\n}', "settings.json:2:7"), ("[]\n", "settings.json:1:1"),
    ('{\n "sessionDefaultSettings": "x" }', "settings.json:2:28")])
def test_a_file_of_another_shape_is_never_written(world, text, place):
    write(world, text)
    done = world.ingot("config", "set", "sessionDefaultSettings.model", "x")
    assert done.returncode == 2
    assert f"~/.factory/{place}" in done.stderr and "nothing was written" in done.stderr
    assert read(world) == text


def test_explain_tells_the_chain(world):
    write(world, SETTINGS.replace("{\r\n\t\"custom", '{\r\n\t"model": "low",\r\n\t"custom', 1))
    local = world.settings.with_name("settings.local.json")
    local.write_text(json.dumps({"model": "high", "theme": 5, "customModels": [
        {"model": "n", "provider": "openai", "baseUrl": "https://b.example", "apiKey": KEY}]}))
    explained = json.loads(world.ingot("config", "explain", "model", "--json").stdout)
    assert explained["value"] == "high" and explained["effect"] == "now"
    assert [(link["state"], link.get("file"), link.get("line")) for link in explained["chain"]] == [
        ("set", "~/.factory/settings.local.json", 1), ("fallback", "~/.factory/settings.json", 3),
        ("default", None, None)]
    text = world.ingot("config", "explain", "theme").stdout
    assert 'theme = "auto"' in text and "skipped" in text and "in effect" in text
    assert "not yet in effect" in world.ingot("config", "explain", "nerdFont").stdout
    models = world.ingot("config", "explain", "customModels")
    assert "[redacted]" in models.stdout and "${GROQ_API_KEY}" in models.stdout
    assert KEY not in models.stdout + models.stderr
    done = world.ingot("config", "set", "model", "x")
    assert "settings.local.json:1:11 is above it" in done.stdout
    chosen = json.loads(world.ingot("config", "explain", "model", "--json",
                                    INGOT_MODEL="mine").stdout)
    assert chosen["value"] == "mine" and chosen["chain"][0]["file"] == "INGOT_MODEL"


def test_path_and_schema(world):
    write(world, SETTINGS)
    files = json.loads(world.ingot("config", "path", "--json").stdout)["files"]
    assert [(os.path.basename(one["path"]), one["exists"]) for one in files
            if one["level"].startswith("user")] == [
        ("ingot.json", False), ("settings.local.json", False), ("settings.json", True),
        ("config.json", False), ("keybindings.json", False)]
    assert "exists   ~/.factory/settings.json" in world.ingot("config", "path").stdout
    schema = json.loads(world.ingot("config", "schema").stdout)
    assert schema["properties"]["diffMode"]["enum"] == ["github", "unified"]
    legacy = json.loads(world.ingot("config", "schema", "config.json").stdout)
    assert list(legacy["properties"]) == ["custom_models"]
    assert "settings.json or config.json" in world.ingot("config", "schema", "x.json").stderr


def test_two_processes_lose_no_change(world):
    write(world, SETTINGS)

    def save(name: str) -> None:
        for n in range(25):
            done = world.ingot("config", "set", f'compactionTokenLimitPerModel["{name}.{n}"]', "5")
            assert done.returncode == 0, done.stderr

    writers = [threading.Thread(target=save, args=(name,)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    limits = world.ingot("config", "explain", "compactionTokenLimitPerModel", "--json")
    assert len(json.loads(limits.stdout)["value"]) == 50
    assert read(world).startswith(SETTINGS[:-len("}\r\n")])


def test_a_killed_save_leaves_the_old_file_or_the_new(world):
    write(world, SETTINGS)
    world.ingot("config", "set", "model", "m0")
    began = time.monotonic()
    world.ingot("config", "set", "model", "m1")
    whole = time.monotonic() - began
    rng = random.Random(24)
    seen = set()
    for n in range(2, 100):
        before = read(world)
        process = world.start("config", "set", "model", f"m{n}")
        time.sleep(rng.random() * whole * 1.2)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.communicate()
        after = read(world)
        assert after in (before, SETTINGS.replace(
            '"github",\r\n', f'"github",\r\n\t"model": "m{n}",\r\n'))
        seen.add(after == before)
    assert seen == {True, False}  # some were killed before, some were done
    # The lock went with the processes.
    assert world.ingot("config", "set", "model", "last", timeout=10).returncode == 0
    assert read(world) == SETTINGS.replace('"github",\r\n', '"github",\r\n\t"model": "last",\r\n')

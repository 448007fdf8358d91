"""ingot config validate, doctor --fix, and the schemas that are shipped."""

import json
import os
import pathlib
import subprocess

import pytest

FORMATS = pathlib.Path(__file__).resolve().parents[2] / "docs/formats"
KEY = "sk-canary-0123456789abcdef"


def entry(**more) -> dict:
    return {"displayName": "it", "model": "m", "provider": "openai",
            "baseUrl": "https://h.test/v1", "apiKey": "${GOOD}", **more}


# CFG-31..36
def test_validate_tells_everything_and_ends_with_1(world):
    world.environment["GOOD"] = "key-key-key"
    world.write_settings({"customModels": [entry(provider="OpenAI"), entry(maxOutputTokens=-1)],
                          "theme": 5})
    (world.settings.parent / "config.json").write_text(json.dumps({"custom_models": [
        {"model": "m", "base_url": "https://h.test", "api_key": "k", "provider": "openai"}]}))
    done = world.ingot("config", "validate", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1 and not found["valid"]
    assert [p["code"] for p in found["problems"]].count("W01") == 2
    assert {"E09", "E06"} <= {p["code"] for p in found["problems"]}
    lines = world.settings.read_text().splitlines()
    for problem in found["problems"]:
        if problem["code"] == "E09":
            assert lines[problem["line"] - 1][problem["column"] - 1:].startswith('"OpenAI"')
            assert problem["path"] == "customModels[0].provider" and problem["label"] == "it"
    # The same problems, in the same words, wherever they are told.
    text = world.ingot("config", "validate").stdout
    for line in text.splitlines():
        assert line in world.ingot("models").stderr or " note " in line


def test_validate_looks_at_one_file(world, tmp_path):
    world.environment["GOOD"] = "key-key-key"
    world.write_settings({"theme": 5})
    good = tmp_path / "good.json"
    good.write_text(json.dumps({"customModels": [entry()]}))
    done = world.ingot("config", "validate", str(good))
    assert (done.returncode, done.stdout) == (0, "no problems\n")
    legacy = tmp_path / "config.json"
    legacy.write_text('{"custom_models": [{"model": "m"}]}')
    done = world.ingot("config", "validate", str(legacy))
    assert done.returncode == 1 and 'custom_models[0] ("m") has no "base_url"' in done.stdout
    assert world.ingot("config", "validate", "/nonexistent").returncode == 2


# CFG-188, 204
def test_fix_corrects_what_has_one_right_answer_and_shows_it(world):
    text = ('{\n  // mine\n  "customModels": [\n    {"model": "m", "baseUrl": "https://h.test/v1",'
            f' "apiKey": "{KEY}",\n     "provider": "OpenAI ",\n     "maxOutputTokens": "8192"}}\n'
            '  ]\n}\n')
    world.write_settings(text)
    world.settings.chmod(0o644)
    assert world.ingot("doctor", "--config").returncode == 1
    done = world.ingot("doctor", "--config", "--fix")
    assert done.returncode == 0, done.stdout
    for line in ["- mode 0644", "+ mode 0600", '-      "maxOutputTokens": "8192"}',
                 '+      "maxOutputTokens": 8192}', '+      "provider": "openai",']:
        assert line in done.stdout, done.stdout
    assert KEY not in done.stdout
    assert world.settings.stat().st_mode & 0o777 == 0o600
    assert world.settings.read_text() == text.replace('"8192"', "8192").replace("OpenAI ", "openai")
    assert "Nothing to correct." in world.ingot("doctor", "--config", "--fix").stdout


# CFG-204
def test_a_key_in_a_file_that_git_keeps_is_an_error(world):
    world.write_settings({"customModels": [entry(apiKey=KEY)]})
    assert world.ingot("doctor", "--config").returncode == 0
    home = str(world.home)
    subprocess.run(["git", "init", "-q", home], check=True)
    subprocess.run(["git", "-C", home, "add", ".factory/settings.json"], check=True)
    done = world.ingot("doctor", "--config")
    assert done.returncode == 1 and "tracked by git in " + os.path.realpath(home) in done.stdout
    assert KEY not in done.stdout


# CFG-22, 162
def test_files_that_others_may_not_read_are_noted(world):
    world.write_settings('{"customModels": [{"model": "m", "provider": "openai", "apiKey": "none",'
                         ' "baseUrl": "http://localhost:1/v1"}], // mine\n}')
    (world.project / ".droid.yaml").write_text("x: 1\n")
    done = world.ingot("doctor", "--config", "--verbose")
    assert done.returncode == 0
    assert "comments or trailing commas" in done.stdout
    assert ".droid.yaml is not read" in done.stdout and "AGENTS.md" in done.stdout


# CFG-26
def test_the_shipped_schemas_are_what_the_program_prints(world):
    for name in ["settings.json", "config.json"]:
        shipped = FORMATS / (name.removesuffix(".json") + ".schema.json")
        assert shipped.read_text() == world.ingot("config", "schema", name).stdout, shipped.name


GEMINI = "https://generativelanguage.googleapis.com"
GROQ = {"displayName": "Kimi K2 [Groq]", "model": "moonshotai/kimi-k2"}

# What only the whole configuration shows: settings, the value at whose place it is told, its words.
ROWS = {
    "W06": ({"customModels": [entry(provider="generic-chat-completion-api",
                                    baseUrl=GEMINI + "/v1beta")]},
            f'"{GEMINI}/v1beta"', "note", "customModels[0].baseUrl",
            f"baseUrl lacks /openai, which this host needs; {GEMINI}/v1beta/openai is used"),
    "W07": ({"customModels": [entry(), entry(model="qwen3:7b", displayName="small")]},
            '"qwen3:7b"', "note", "customModels[1].model",
            "about 7B parameters; under 30B expect weak results on coding tasks, good for "
            "experiments"),
    "E19": ({"customModels": [entry(baseUrl="https://x.test/v1")],
             "modelPolicy": {"allowedBaseUrls": ["https://h.test"]}},
            '"https://x.test/v1"', "error", "customModels[0].baseUrl",
            "base URL https://x.test/v1 is not in modelPolicy.allowedBaseUrls (FILE:PLACE)"),
    "E20": ({"sessionDefaultSettings": {"model": "custom:Kimi-K2-3"},
             "customModels": [entry(**GROQ)]},
            '"custom:Kimi-K2-3"', "error", "sessionDefaultSettings.model",
            'no model "custom:Kimi-K2-3"; closest: custom:Kimi-K2-[Groq]-0. Run: ingot models'),
    "E21": ({"model": "custom:kimi-k2",
             "customModels": [entry(displayName="Kimi [Groq]", model="kimi-k2"),
                              entry(displayName="Kimi [HF]", model="kimi-k2")]},
            '"custom:kimi-k2"', "error", "model",
            '"custom:kimi-k2" matches 2 entries: custom:Kimi-[Groq]-0, custom:Kimi-[HF]-1; use one '
            "of these ids"),
}


def place_of(text: str, needle: str) -> str:
    before = text[:text.index(needle)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


# CFG-31, 35: the codes that no file shows by itself
@pytest.mark.parametrize("code", ROWS)
def test_what_the_whole_configuration_shows_is_told_at_its_place(world, code):
    settings, value, severity, path, words = ROWS[code]
    world.environment["GOOD"] = "key-key-key"
    world.write_settings(settings)
    text = world.settings.read_text()
    if code == "E19":
        words = words.replace("PLACE", place_of(text, '[\n   "https:')).replace(
            "FILE", "~/.factory/settings.json")
    done = world.ingot("config", "validate", "--json")
    found, = [p for p in json.loads(done.stdout)["problems"] if p["code"] == code]
    assert f"{found['line']}:{found['column']}" == place_of(text, value)
    assert (found["severity"], found["path"], found["text"]) == (severity, path, words)
    assert (done.returncode == 0) == (severity == "note")
    told = f"~/.factory/settings.json:{place_of(text, value)}: {severity} {code}: "
    line, = [l for l in world.ingot("config", "validate").stdout.splitlines() if code in l]
    assert line.startswith(told) and line.endswith(words)
    if code in ["E20", "E21"]:  # a run with that model tells the same, before any request
        done = world.ingot("exec", "x")
        assert done.returncode == 2 and "ingot: " + line in done.stderr.splitlines()
    # Named on the command line, they have no place in a file.
    if code == "E20":
        done = world.ingot("exec", "-m", "custom:Kimi-K2-3", "x")
        assert done.returncode == 2 and f"error E20: {words}" in done.stderr


# CFG-33, 36: the doctor ends with 1 for what makes a model unusable
@pytest.mark.parametrize("code", ["E19", "E20", "E21"])
def test_the_doctor_tells_it_as_well(world, code):
    world.environment["GOOD"] = "key-key-key"
    world.write_settings(ROWS[code][0])
    done = world.ingot("doctor", "--config")
    assert done.returncode == 1 and code in done.stdout, done.stdout

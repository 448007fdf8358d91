"""ingot config validate, doctor --fix, and the schemas that are shipped."""

import json
import os
import pathlib
import subprocess

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

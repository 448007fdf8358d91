"""The shipped JSON Schemas, by a validator of another house: what is right passes, what is wrong does not."""

import json
import pathlib
import re

import jsonschema
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOOD = {"model": "m", "provider": "openai", "baseUrl": "https://h.test/v1", "apiKey": "${KEY}"}
LEGACY = {"model": "m", "model_display_name": "M", "provider": "anthropic", "base_url": "https://h.test",
          "api_key": "k", "max_tokens": 8192}


def validator(name: str):
    schema = json.loads((ROOT / f"docs/formats/{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def without_comments(text: str):
    """JSON from JSONC in which no string holds what begins a comment after a blank."""
    text = re.sub(r"(?m)(^|\s)//.*$", "", text)
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", text))


# CFG-26, CFG-210: the entries that the documentation of each provider gives
def test_the_entries_of_all_known_servers_are_valid():
    text = (ROOT / "src/engine/testdata/known_servers.json").read_text()
    settings = without_comments(text)
    assert len(settings["customModels"]) >= 14
    validator("settings").validate(settings)


# CFG-26: what the documentation shows
@pytest.mark.parametrize("page", ["README.md", "docs/terminal.md", "docs/formats/settings.md"])
def test_the_settings_that_the_documentation_shows_are_valid(page):
    blocks = re.findall(r"(?ms)^```jsonc?\n(.*?)^```", (ROOT / page).read_text())
    settings = [without_comments(block) for block in blocks if "customModels" in block]
    for one in settings:
        validator("settings").validate(one)
    assert settings or page != "README.md"


@pytest.mark.parametrize("settings", [
    {}, {"customModels": []}, {"customModels": [GOOD], "of": "others"}, {"$schema": "x", "theme": "light"},
    {"customModels": [{**GOOD, "ingot": {"timeoutMs": 1000}, "extraArgs": {"temperature": 0.5}}]},
    {"compactionTokenLimitPerModel": {"custom:m": 5000}}, {"llmRequestTimeout": 1000}])
def test_what_is_right_passes(settings):
    validator("settings").validate(settings)


# CFG-26, CFG-35: what loading complains about as an error of shape
@pytest.mark.parametrize("settings, path", [
    ([], []), ({"customModels": {}}, ["customModels"]), ({"customModels": ["x"]}, ["customModels", 0]),
    ({"customModels": [{**GOOD, "provider": "OpenAI"}]}, ["customModels", 0, "provider"]),
    ({"customModels": [{**GOOD, "maxOutputTokens": "8k"}]}, ["customModels", 0, "maxOutputTokens"]),
    ({"customModels": [{**GOOD, "maxOutputTokens": 0}]}, ["customModels", 0, "maxOutputTokens"]),
    ({"customModels": [{**GOOD, "reasoningEffort": "ultra"}]}, ["customModels", 0, "reasoningEffort"]),
    ({"llmRequestTimeout": 10}, ["llmRequestTimeout"]), ({"theme": 5}, ["theme"]),
    ({"sessionDefaultSettings": {"autonomyLevel": "all"}}, ["sessionDefaultSettings", "autonomyLevel"])])
def test_what_is_wrong_is_found_at_its_place(settings, path):
    assert path in [list(error.absolute_path) for error in validator("settings").iter_errors(settings)]


@pytest.mark.parametrize("name, list_name, entry", [("settings", "customModels", GOOD),
                                                    ("config", "custom_models", LEGACY)])
def test_every_required_field_is_missed(name, list_name, entry):
    validator(name).validate({list_name: [entry]})
    required = ["model", "provider"] if name == "settings" else ["model", "provider", "base_url", "api_key"]
    for field in required:
        one = {key: value for key, value in entry.items() if key != field}
        assert list(validator(name).iter_errors({list_name: [one]})), field

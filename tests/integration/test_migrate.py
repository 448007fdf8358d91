"""ingot config migrate: the legacy file's models in settings.json, keys as the user wants them."""

import json

import pytest

KEY, OTHER = "gsk_canary-migrate-11aa", "gsk_canary-migrate-22bb"


def entry(name: str, key: str, **more) -> dict:
    return {"model_display_name": name, "model": "m-" + name, "provider": "generic-chat-completion-api",
            "base_url": "https://api.groq.com/openai/v1", "api_key": key, "max_tokens": 100, **more}


@pytest.fixture
def legacy(world):
    file = world.home / ".factory/config.json"
    file.write_text(json.dumps({"custom_models": [
        entry("One", KEY, extra_args={"top_p": 0.5}, mine=7), entry("Two", OTHER), entry("Three", KEY),
        entry("Local", "not-needed"), {"model_display_name": "Broken", "model": "x"},
        entry("Named", "${GROQ_API_KEY}")]}, indent=2))
    file.chmod(0o600)
    return file


def moved(world) -> list[dict]:
    return json.loads(world.settings.read_text())["customModels"]


def test_everything_is_moved_and_the_original_stays(world, legacy):
    before = legacy.read_text()
    world.write_settings('{\n  // mine\n  "customModels": [], "theme": "auto"\n}\n')
    done = world.ingot("config", "migrate")
    assert done.returncode == 0, done.stderr
    assert KEY not in done.stdout and "Broken" in done.stdout and "E05" in done.stdout
    assert legacy.read_text() == before
    assert "// mine" in world.settings.read_text()
    world.settings.write_text(world.settings.read_text().replace("// mine", ""))
    one = moved(world)[0]
    assert one == {"displayName": "One", "model": "m-One", "provider": "generic-chat-completion-api",
                   "baseUrl": "https://api.groq.com/openai/v1", "apiKey": KEY, "maxOutputTokens": 100,
                   "extraArgs": {"top_p": 0.5}, "mine": 7}
    assert [m["displayName"] for m in moved(world)] == ["One", "Two", "Three", "Local", "Named"]
    again = world.ingot("config", "migrate")
    assert "nothing to move" in again.stdout and len(moved(world)) == 5


def test_keys_move_to_variables_two_keys_to_two(world, legacy):
    done = world.ingot("config", "migrate", "--keys", "variable")
    assert done.returncode == 0, done.stderr
    assert [m["apiKey"] for m in moved(world)] == ["${GROQ_API_KEY}", "${GROQ_API_KEY_2}", "${GROQ_API_KEY}",
                                                   "not-needed", "${GROQ_API_KEY}"]
    assert KEY not in world.settings.read_text() + done.stdout
    assert world.settings.stat().st_mode & 0o777 == 0o600
    assert "GROQ_API_KEY_2" in done.stdout


def test_a_dry_run_writes_nothing(world, legacy):
    done = world.ingot("config", "migrate", "--dry-run")
    assert done.returncode == 0 and 'moved "One"' in done.stdout and KEY not in done.stdout
    assert not world.settings.exists()


def test_without_a_legacy_file_it_says_so(world):
    done = world.ingot("config", "migrate")
    assert done.returncode == 2 and "config.json" in done.stderr

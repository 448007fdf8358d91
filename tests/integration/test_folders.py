"""A session works in another folder (/cwd), and goes on there later (CLI-52)."""

import json
import shutil

import pytest
from terminals import say, start


def leave(tm) -> None:
    tm.key("C-c")
    tm.key("C-c")
    tm.wait("ingot resume ")
    tm.type("clear")
    tm.key("Enter")


def pwd() -> dict:
    return {"calls": [{"name": "Execute", "input": {
        "command": "pwd", "summary": "where", "riskLevel": {"value": "low", "reason": "reads"}}}]}


@pytest.fixture
def other(world):
    folder = world.project.parent / "other"
    folder.mkdir()
    (folder / "AGENTS.md").write_text("Say OTHER-RULES.\n")
    (folder / "only-there.txt").write_text("x\n")
    return folder


def lines_of(world) -> list[dict]:
    (file,) = world.session_files()
    return [json.loads(line) for line in file.read_text().splitlines()]


# CLI-52, cli.md 11: tools, mentions, status line and what the model is told follow the session.
def test_a_session_goes_on_in_another_folder_and_comes_back_there(world, script, window, other):
    script([{"text": "the first answer"}, pwd(), {"text": "the second answer"}, pwd(),
            {"text": "the third answer"}])
    tm = window(200)
    start(world, tm, "--auto", "low")
    say(tm, "look")
    tm.wait("the first answer")
    tm.type("/cwd ../oth")
    tm.wait("(?m)^› ../other/")
    tm.key("Enter")
    tm.wait("(?s)works in .*/other")
    assert "/other" in tm.wait("(?s)Auto \\(Low\\) · .*/other")
    tm.type("see @only")
    tm.wait("› only-there.txt")
    tm.key("Enter")
    tm.key("Enter")
    screen = tm.wait("the second answer")
    assert f"\n{other}\n" in screen.replace(" ", ""), screen
    lines = lines_of(world)
    assert lines[0]["cwd"] == str(other)
    told = [block["text"] for line in lines[1:] for block in line["message"]["content"]
            if block.get("type") == "text" and "Working directory: " in block["text"]]
    assert [f"Working directory: {world.project}\n" in told[0],
            f"Working directory: {other}\n" in told[1], len(told)] == [True, True, 2]
    assert "OTHER-RULES" in json.dumps(lines)
    leave(tm)
    start(world, tm, "resume", lines[0]["id"])
    tm.wait("(?s)ingot .*/other")
    say(tm, "again")
    screen = tm.wait("the third answer")
    assert f"\n{other}\n" in screen.replace(" ", ""), screen
    assert json.dumps(lines_of(world)).count("Working directory: ") == 2
    leave(tm)
    shutil.rmtree(other)
    start(world, tm, "resume", lines[0]["id"][:8])
    tm.wait("(?s)folder of this session is gone: .*/other")
    tm.wait("(?s)Auto \\(.*/project")


# CLI-52: headless too; --cwd is stronger.
def test_a_headless_run_goes_on_where_the_session_was(world, script, other):
    script([{"text": "one"}, pwd(), {"text": "two"}, pwd(), {"text": "three"}])
    first = world.ingot("exec", "-m", "custom:anthropic", "--cwd", str(other), "-o", "json", "x")
    session = json.loads(first.stdout)["session_id"]

    def where(*words: str) -> list[str]:
        done = world.ingot("exec", "-m", "custom:anthropic", "--auto", "low", "-o",
                           "stream-json", *words, "x")
        assert done.returncode == 0, done.stderr
        events = [json.loads(line) for line in done.stdout.splitlines()]
        return [event["cwd"] for event in events if event.get("subtype") == "init"]

    assert where("--session-id", session) == [str(other)]
    assert where("--session-id", session, "--cwd", str(world.project)) == [str(world.project)]
    assert lines_of(world)[0]["cwd"] == str(world.project)


# cli.md 11: what cannot be is said, and the session stays.
def test_a_folder_that_cannot_be_is_named(world, script, window, other):
    script([{"text": "hi"}])
    tm = window(200)
    start(world, tm)
    say(tm, "/cwd ../nowhere")
    tm.wait("there is no such folder")
    tm.wait("› /cwd ../nowhere")
    tm.key("C-u")
    say(tm, "/cwd ../other/only-there.txt")
    tm.wait("this is not a folder")
    tm.key("C-u")
    say(tm, "/cwd")
    tm.wait("(?s)works in .*/project")
    assert "/project" in tm.wait("(?s)Auto \\(Off\\) · .*/project")


# SEC-03: a project that was not seen before is asked about; its settings count or not as answered.
def test_the_new_folders_project_is_asked_about(world, script, window, other):
    script([{"text": "hi"}])
    (other / ".factory").mkdir()
    (other / ".factory/settings.json").write_text(json.dumps({"commandAllowlist": ["curl"]}))
    tm = window(200)
    start(world, tm)
    say(tm, "/cwd ../other")
    tm.wait("Do you trust this project")
    assert "curl" in tm.wait("Stay in ")
    tm.type("stay")
    tm.key("Enter")
    tm.wait("the session stays in ")
    assert "works in" not in tm.screen()
    say(tm, "/cwd ../other")
    tm.wait("(?m)^› Work there without")
    tm.key("Enter")
    tm.wait("(?s)works in .*/other")
    tm.wait("this project is not trusted; left out")


# TUI-140
def test_the_folder_changes_in_plain_mode_too(world, script, recorder, other):
    script([pwd(), {"text": "seen"}])
    (other / ".factory").mkdir()
    (other / ".factory/settings.json").write_text(json.dumps({"commandAllowlist": ["curl"]}))
    terminal = recorder("--plain", "--auto", "low")
    terminal.wait(b"You: ")
    terminal.write(b"/cwd ../other\n")
    terminal.wait(b"2. Trust it")
    terminal.wait(b"Number")
    terminal.write(b"2\n")
    terminal.wait(b"works in ")
    before = terminal.mark()
    terminal.write(b"go\n")
    terminal.wait(b"seen", since=before)
    assert str(other) in terminal.output(before).decode()
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0

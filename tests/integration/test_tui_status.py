"""The rows under the draft: branch, level, context, and what a command of the user's prints."""

import json
import os
import re
import subprocess
import time

import pytest
from terminals import say, start
from test_tui_dialogs import execute


# TUI-100: what matters least goes first.
@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
def test_the_status_line_keeps_what_matters(world, script, window, columns):
    script([{"text": "hello there"}])
    tm = window(columns, 24)
    start(world, tm, "-m", "generic-chat-completion-api")
    say(tm, "hi")
    tm.wait("hello there")
    row = tm.wait("% left").rstrip().splitlines()[-1]
    assert "Auto (Off)" in row and re.search(r"\d+% left", row) and len(row) < columns
    assert row.startswith("generic-chat")
    assert (":master" in row) == (columns == 200)


def in_project(world, *words: str) -> None:
    subprocess.run(["git", "-C", str(world.project), "-c", "user.name=N", "-c", "user.email=e@x.test",
                    *words], check=True, capture_output=True, env=world.environment)


# TUI-102: read again after a command, and after a tool
def test_the_branch_has_a_mark_while_something_differs(world, script, window):
    script([{"calls": [execute("rm made-by-shell")]}, {"text": "removed"}])
    in_project(world, "add", "-A")
    in_project(world, "commit", "-m", "all of it", "--allow-empty")
    tm = window(200, 24)
    start(world, tm, "--auto", "high")
    tm.wait("(?m):master  ")
    say(tm, "!touch made-by-shell")
    tm.wait(":master*")
    tm.key("BSpace")
    say(tm, "go")
    tm.wait("removed")
    tm.wait("(?m):master  ")


# TUI-102: what another terminal checks out, stages and commits, while nothing happens here.
def test_the_branch_follows_another_terminal(world, script, window):
    script([{"text": "hi"}])
    in_project(world, "commit", "-m", "first", "--allow-empty")
    tm = window(200, 24)
    start(world, tm)
    tm.wait("(?m):master  ")
    in_project(world, "checkout", "-b", "topic")
    tm.wait("(?m):topic  ", 2)
    (world.project / "new").write_text("x")
    in_project(world, "add", "new")
    tm.wait(":topic*", 2)
    in_project(world, "commit", "-m", "second")
    tm.wait("(?m):topic  ", 2)
    in_project(world, "reset", "--soft", "HEAD~")
    tm.wait(":topic*", 2)


# TUI-102: a git that hangs delays neither a key nor the way out.
def test_a_git_that_hangs_delays_nothing(world, script, window, tmp_path):
    script([{"text": "hello there"}])
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git").write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\nexec sleep 600\n")
    (programs / "git").chmod(0o755)
    tm = window(200, 24, PATH=f"{programs}:{world.environment['PATH']}")
    start(world, tm)
    say(tm, "hi")
    tm.wait("hello there")
    if os.getuid() == 0:  # another's program is not run at all
        assert (tmp_path / "asked").exists()
    tm.key("C-c", "C-c")
    tm.wait(r"(?m)^\$ *$")


# TUI-102: nor does it hold up the branch that another terminal checks out.
def test_a_git_that_hangs_does_not_hold_up_the_branch(world, script, window):
    script([{"text": "hello there"}])
    in_project(world, "commit", "-m", "first", "--allow-empty")
    folder = world.home / "bin"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\ntouch {world.home}/asked\nexec sleep 60\n")
    (folder / "git").chmod(0o755)
    tm = window(200, 24, PATH=f"{folder}:{world.environment['PATH']}")
    start(world, tm)
    tm.wait(":master")
    if os.geteuid() == 0:  # another's program is not run at all
        for _ in range(200):
            if (world.home / "asked").exists():
                break
            time.sleep(0.05)
    in_project(world, "checkout", "-b", "topic")
    tm.wait(":topic", 2)


def with_status_line(world, command: str, **more) -> None:
    settings = json.loads(world.settings.read_text())
    settings["statusLine"] = {"type": "command", "command": command, **more}
    world.write_settings(settings)


# TUI-103: its rows stand under the line, in its colours, and follow the state.
def test_a_command_of_the_user_adds_rows_to_the_status_line(world, script, window):
    script([{"text": "hello there"}])
    seen = world.home / "seen"
    command = (f"cat >> {seen}; printf '\\033[32mrow\\033[0m\\033[2J %s\\nsecond\\nthird\\n' "
               f"$(wc -l < {seen})")
    with_status_line(world, command, maxRows=2, padding=1)
    tm = window(120, 24)
    start(world, tm)
    shown = tm.wait("(?m)^ row⟨CSI 2J⟩ 1$")
    assert shown.rstrip().endswith("\n second") and "third" not in shown
    assert re.search("\x1b\\[32m ?row", tm.ansi())
    say(tm, "hi")
    tm.wait("hello there")
    tm.wait("(?m)^ row⟨CSI 2J⟩ [2-9]$")
    states = [json.loads(line) for line in seen.read_text().splitlines()]
    assert states[0]["cwd"] == str(world.project) and states[0]["autonomy"] == "off"
    assert states[0]["model"]["display_name"] == "anthropic"
    assert states[-1]["session_id"] and states[-1]["context_left_percent"] <= 100
    count = len(states)
    time.sleep(1)
    assert len(seen.read_text().splitlines()) == count  # nothing changes, nothing runs
    # Changed in the settings it is asked at once, taken out it is gone.
    with_status_line(world, command, maxRows=3)
    tm.wait("(?m)^third$")
    settings = json.loads(world.settings.read_text())
    del settings["statusLine"]
    world.write_settings(settings)
    tm.wait("settings reloaded")
    time.sleep(0.2)
    assert not re.search("(?m)^ ?row", tm.screen().split("settings reloaded")[-1])


# TUI-103
@pytest.mark.parametrize("command, why", [
    ("echo the reason >&2; exit 3", "it ended with status 3: the reason"),
    ("sleep 30", "it took longer than a second")])
def test_a_status_line_that_fails_says_why_once(world, script, window, command, why):
    script([{"text": "hello there"}])
    with_status_line(world, command)
    tm = window(120, 24)
    start(world, tm)
    tm.wait(why)
    say(tm, "hi")
    tm.wait("hello there")
    time.sleep(1.5)
    assert tm.all().count(why) == 1


# TUI-102, CMD-20a: what the repository's own configuration names is never run.
def test_git_is_not_asked_where_the_repository_names_programs(world, script, window):
    script([{"text": "hello there"}])
    (world.project / "tracked").write_text("before")
    in_project(world, "add", "-A")
    in_project(world, "commit", "-m", "all of it")
    evil = world.project / "evil"
    evil.write_text("#!/bin/sh\ntouch " + str(world.home / "was-run") + "\n")
    evil.chmod(0o755)
    with open(world.project / ".git/config", "a") as config:
        config.write(f"[filter \"x\"]\n\tclean = {evil}\n")
    (world.project / ".gitattributes").write_text("* filter=x\n")
    (world.project / "tracked").write_text("behind")
    tm = window(200, 24)
    start(world, tm)
    say(tm, "hi")
    tm.wait("hello there")
    say(tm, "!true")
    tm.wait("no output")
    assert ":master" in tm.screen() and ":master*" not in tm.screen()
    assert not (world.home / "was-run").exists()
    subprocess.run(["git", "-C", str(world.project), "status"], capture_output=True)
    assert (world.home / "was-run").exists()  # the trap was a trap


# CFG-140: what the session has used, under the draft; it follows the answer, and then rests.
def test_the_tokens_used_can_stand_under_the_draft(world, script, recorder, window):
    script([{"text": "word " * 400, "chunk": 40, "delay_ms": 20}, {"text": "more"}])
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "showTokenUsageIndicator": True})
    tm = window(100, 30)
    start(world, tm)
    assert tm.screen().rstrip().splitlines()[-2].startswith("no tokens used yet")
    say(tm, "go")
    tm.wait(r"(?m)^0 tokens in · [1-9]\d* out")  # a guess while it comes in
    row = tm.wait(r"(?m)^\d(\.\d)?k tokens in( \(\d+ % from the cache\))? · \d+ out · local$", 40)
    assert "% left" in row.rstrip().splitlines()[-1]

    terminal = recorder()
    terminal.wait(b"no tokens used yet")
    terminal.write(b"go\r")
    terminal.wait(b"k tokens in", 40)
    terminal.quiet(1.5)
    before, mark = terminal.wake_ups(), terminal.mark()
    time.sleep(2)
    assert terminal.wake_ups() - before <= 2 and terminal.output(mark) == b""

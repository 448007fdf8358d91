"""The interactive terminal: the real program in real tmux, against the scripted server."""

import json
import os
import random
import re
import signal
import subprocess
import time

import pytest
from terminals import start

EVIL = ("\x1b]0;OWNED\x07\x1b[2J\x1b[3J\x1b]52;c;ZXZpbA==\x07\x1b[?1049h\x1b[10;10H\x9b2J\x1bc\x00\x08"
        "\u202e and \u200b text")


# TUI-1, 5, 6, 146
def test_what_is_finished_belongs_to_the_terminal(world, script, window):
    text = "\n\n".join(f"Line number {n}: one two three four five six seven." for n in range(1, 121))
    script([{"text": text, "chunk": 40, "delay_ms": 1}])
    tm = window(80, 24)
    tm.type("echo MARK-1; echo MARK-2")
    tm.key("Enter")
    start(world, tm)
    tm.type("hello")
    tm.key("Enter")
    tm.wait(r"(?m)^\d+\.\d s · ")
    tm.wait("Line number 120")
    assert tm.value("alternate_on") == "0" and tm.value("mouse_any_flag") == "0"
    tm.key("C-c")
    tm.key("C-c")
    tm.wait("ingot resume ")
    everything = tm.all()
    numbers = re.findall(r"Line number (\d+):", everything)
    assert numbers == [str(n) for n in range(1, 121)]
    assert everything.count("\nMARK-1\n") == 1 and everything.index("MARK-1") < everything.index("hello")
    assert "Ask, or /" not in everything and "Auto (" not in everything


# TUI-80..84, PRM-03
def test_a_command_runs_only_after_it_was_allowed(world, script, window):
    call = {"name": "Execute", "input": {"command": "touch made-by-command", "summary": "touch",
                                         "riskLevel": {"value": "high", "reason": "writes"}}}
    script([{"calls": [call]}, {"text": "first done"}, {"calls": [call]}, {"text": "second done"}])
    tm = window()
    start(world, tm)
    tm.type("go")
    tm.key("Enter")
    tm.wait("Run this command?")
    time.sleep(0.6)
    tm.key("Enter")  # the highlighted answer to what is risky is No
    time.sleep(0.2)
    if "Run this command?" in tm.screen():
        tm.type("9")
    tm.wait("denied")
    assert not (world.project / "made-by-command").exists()
    tm.type("again")
    tm.key("Enter")
    tm.wait("first done")
    tm.type("and again")
    tm.key("Enter")
    tm.wait("Run this command?")
    time.sleep(0.6)
    tm.type("1")
    tm.wait("second done")
    assert (world.project / "made-by-command").exists()
    assert "allowed once" in tm.all()


# TUI-81: keys of somebody who is still typing go to the draft.
def test_typing_does_not_answer_a_question(world, script, window):
    script([{"calls": [{"name": "Create", "input": {"file_path": f"{world.project}/x.txt",
                                                    "content": "x\n"}}], "delay_ms": 300},
            {"text": "end"}])
    tm = window()
    start(world, tm)
    tm.type("go")
    tm.key("Enter")
    end = time.monotonic() + 20
    while "Allow this change?" not in tm.screen() and time.monotonic() < end:
        tm.type("1")
        time.sleep(0.05)
    for _ in range(8):
        tm.type("1")
        time.sleep(0.05)
    assert not (world.project / "x.txt").exists()
    tm.wait("Allow this change?")
    time.sleep(0.8)
    tm.type("1")
    tm.wait(r"(?m)^end$")
    assert (world.project / "x.txt").exists()
    assert "› 1111" in tm.screen()


# TUI-70, 71: queueing cuts nothing; Esc gives the queue back and sends nothing.
def test_messages_are_queued_and_given_back(world, script, window):
    slow = "\n".join(f"word {n}" for n in range(200))
    script([{"text": slow, "chunk": 5, "delay_ms": 40}, {"text": "never asked"}])
    tm = window()
    start(world, tm)
    tm.type("go")
    tm.key("Enter")
    tm.wait("esc to interrupt")
    tm.type("and then this")
    tm.key("Enter")
    tm.wait("queued: and then this")
    tm.key("Escape")
    tm.wait("interrupted")
    tm.wait("› and then this")
    assert "never asked" not in tm.all()


def drag(tm) -> None:
    """Somebody pulls at the window's edge for two seconds."""
    chosen = random.Random(1)
    columns = 100
    end = time.monotonic() + 2
    while time.monotonic() < end:
        columns = max(40, min(120, columns + chosen.choice([-7, -5, -3, -2, 2, 3, 5, 7])))
        tm.size(columns, 30)
        time.sleep(chosen.choice([0.01, 0.03, 0.06]))


def step(*sizes):
    def resize(tm) -> None:
        for columns, rows in sizes:
            time.sleep(0.4)
            tm.size(columns, rows)
    return resize


# TUI-17
@pytest.mark.parametrize("resize", [
    drag, step((60, 30), (120, 30), (45, 12), (100, 30)), step((100, 8), (100, 40))],
    ids=["drag", "widths", "heights"])
def test_a_resize_in_the_middle_of_a_stream_loses_and_doubles_nothing(world, script, window, resize):
    lines = [f"Line number {n}: and some words to make it long enough to wrap."
             for n in range(1, 61)]
    script([{"text": "\n\n".join(lines), "chunk": 20, "delay_ms": 15}] * 2)
    for _ in range(2):
        tm = window(100, 30)
        start(world, tm)
        tm.type("go")
        tm.key("Enter")
        resize(tm)
        tm.wait(r"(?m)^\d+\.\d s · ", 40)
        shown = tm.all()
        numbers = re.findall(r"Line number (\d+):", shown)
        # A finished line is never lost or moved.
        finished = [n for at, n in enumerate(numbers) if at == 0 or numbers[at - 1] != n]
        assert finished == [str(n) for n in range(1, 61)]
        if len(numbers) == 60 and shown.count("esc to interrupt") == 0:
            break
        # A frame that was between us and tmux when tmux broke its rows anew: rare, not twice.
    assert len(numbers) == 60 and shown.count("esc to interrupt") == 0
    assert shown.count("Ask, or / for commands") <= 1


# TUI-155, 156; invariant 4
def test_a_model_cannot_touch_the_terminal(world, script, window):
    script([{"text": f"before {EVIL} after\n\n`{EVIL}`\n\n```\n{EVIL}\n```\n", "reasoning": EVIL},
            {"calls": [{"name": f"No\x1b[2JTool", "input": {}}, {"name": "Execute", "input": {
                "command": f"printf '%s' '{EVIL.replace(chr(0), '')}'", "summary": EVIL,
                "riskLevel": {"value": "low", "reason": EVIL}}}]}, {"text": "the end"}])
    tm = window()
    start(world, tm)
    tm.type("go")
    tm.key("Enter")
    tm.wait(r"(?m)^\d+\.\d s · ")
    tm.type("more")
    tm.key("Enter")
    tm.wait("this command?")
    time.sleep(0.6)
    tm.type("1")
    tm.wait("the end")
    assert tm.value("pane_title").startswith("ingot: ")
    assert tm.value("alternate_on") == "0"
    assert "before" in tm.all() and "after" in tm.all()
    assert "OWNED" not in tm.value("pane_title")


# TUI-147
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGSEGV", "SIGABRT", "SIGQUIT"])
def test_every_way_out_restores_the_terminal(world, script, window, name):
    script([{"text": "hi"}])
    tm = window()
    tm.type("stty -a | md5sum > before")
    tm.key("Enter")
    start(world, tm)
    os.kill(tm.child(), getattr(signal, name))
    tm.wait("$ ")
    time.sleep(0.3)
    tm.type("stty -a | md5sum > after; echo DONE")
    tm.key("Enter")
    tm.wait("(?m)^DONE")
    assert (world.project / "before").read_text() == (world.project / "after").read_text()
    assert tm.value("cursor_flag") == "1"


# TUI-45, 50, 51
def test_the_draft_takes_new_lines_and_wide_characters(world, script, window):
    script([{"text": "hi"}])
    tm = window()
    start(world, tm)
    tm.type("aa")
    tm.tmux("send-keys", "-H", "1b", "5b", "31", "33", "3b", "32", "75")
    tm.type("bb")
    tm.tmux("send-keys", "-H", "0a")
    tm.type("漢字テスト 👩‍💻 é x")
    tm.key("Left", "Left", "Left")
    tm.type("Z")
    screen = tm.wait("Zé x")
    assert "› aa\n  bb\n  漢字テスト" in screen
    assert tm.value("cursor_flag") == "1"


# TUI-65, 66, 110
def test_menus_mentions_and_the_model_dialog(world, script, window):
    (world.project / "src/deep").mkdir(parents=True)
    (world.project / "src/deep/gamma.py").write_text("x = 1\n")
    script([{"text": "hi"}])
    tm = window()
    start(world, tm)
    tm.type("/mo")
    assert "› /model" in tm.wait("choose the model")
    tm.key("Enter")
    screen = tm.wait("Custom models")
    assert screen.count("Custom models") == 1 and "anthropic" in screen
    tm.type("generic")
    tm.key("Enter")
    tm.wait("model: generic-chat-completion-api")
    tm.type("see @gam")
    tm.wait("› src/deep/gamma.py")
    tm.key("Tab")
    tm.wait("see @src/deep/gamma.py")
    assert ".git" not in tm.screen()


# TUI-113, cli.md 7
def test_a_session_goes_on(world, script, window):
    script([{"text": "the first answer"}, {"text": "the second answer"}])
    tm = window()
    start(world, tm)
    tm.type("remember me")
    tm.key("Enter")
    tm.wait("the first answer")
    tm.key("C-c")
    tm.key("C-c")
    tm.wait("ingot resume ")
    tm.type(f"clear; {world.binary} --resume --last")
    tm.key("Enter")
    tm.wait("remember me")
    tm.type("and now")
    tm.key("Enter")
    tm.wait("the second answer")
    assert len(world.session_files()) == 1


# cli.md 11, CLI-101: /compress moves to a new session that begins with the summary.
def test_compress_goes_on_in_a_new_session(world, script, window):
    script([{"turn": 0, "text": "the first answer"},
            {"turn": 1, "when": {"last_user_contains": "above all to: the tests"},
             "text": "SUMMARY-OF-ALL"}, {"turn": 1, "text": "it knows"}])
    tm = window()
    start(world, tm)
    tm.type("remember me")
    tm.key("Enter")
    tm.wait("the first answer")
    tm.wait(r"(?m)^\d+\.\d s · ")
    tm.type("/compress the tests")
    tm.key("Enter")
    tm.wait("a new session begins with the summary above")
    assert "SUMMARY-OF-ALL" in tm.screen() and len(world.session_files()) == 1
    tm.type("go on")
    tm.key("Enter")
    tm.wait("it knows")
    first, second = sorted(world.session_files(), key=lambda file: file.stat().st_ctime_ns)
    headers = [json.loads(file.read_text().splitlines()[0]) for file in (first, second)]
    assert headers[1]["parent"] == headers[0]["id"] and headers[1]["title"] == "remember me"
    assert "SUMMARY-OF-ALL" in second.with_suffix(".settings.json").read_text()
    assert "SUMMARY-OF-ALL" not in first.with_suffix(".settings.json").read_text()


# TUI-142, TUI-143
def test_plain_terminals_get_no_escape(world, script):
    script([{"text": "# Hello\n\nplain **answer**"}])
    recording = world.home / "typescript"
    done = subprocess.run(
        ["script", "-qec", world.binary, str(recording)], cwd=world.project,
        env={**world.environment, "TERM": "dumb"}, input="hi\n/quit\n", text=True,
        capture_output=True, timeout=60)
    body = recording.read_bytes()
    assert b"\x1b" not in body[: body.rfind(b"Script done")], done.stdout
    assert b"plain answer" in body
    piped = world.ingot(stdin="hi there")
    assert piped.returncode == 0 and "plain **answer**" in piped.stdout
    assert "\x1b" not in piped.stdout + piped.stderr


# TUI-123
def test_no_color_means_no_colour(world, script):
    script([{"text": "x"}])
    recording = world.home / "typescript"
    subprocess.run(["script", "-qec", f"{world.binary} hello there", str(recording)],
                   cwd=world.project, env={**world.environment, "TERM": "xterm", "NO_COLOR": "1"},
                   input="/quit\r", text=True, capture_output=True, timeout=60)
    assert not re.search(rb"\x1b\[[\d;]*(3[0-8]|9[0-7])[;m]", recording.read_bytes())

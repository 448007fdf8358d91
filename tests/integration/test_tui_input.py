"""Writing in the terminal: draft, pastes, history, mentions, bash mode, queue (tui.md 4 to 6)."""

import json
import os
import pathlib
import re
import signal
import struct
import time
import zlib

import pytest
from terminals import start

END = r"(?m)^\d+(\.\d)? (s|min).* · |^\d+\.\d s"  # the line that ends a turn


def send(tm, text: str) -> None:
    tm.type(text)
    tm.wait(text.split("\n")[-1][-30:])
    tm.key("Enter")


def paste(tm, text: str) -> None:
    tm.tmux("set-buffer", "--", text)
    tm.tmux("paste-buffer", "-p", "-r")


def user_texts(world) -> list[str]:
    """What users wrote, of all sessions, in order."""
    texts = []
    for file in world.session_files():
        for line in file.read_text().splitlines():
            message = json.loads(line).get("message", {})
            if message.get("role") == "user":
                texts += [block["text"] for block in message["content"]
                          if block.get("type") == "text"]
    return texts


def wait_for(condition, what: str, seconds: float = 20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen")


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x40\x80\xc0" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


# TUI-45, TUI-44
def test_five_ways_to_a_new_line_and_none_to_a_stray_character(world, script, window):
    script([{"text": "hi"}])
    tm = window()
    start(world, tm)
    for codes in [["1b", "5b", "31", "33", "3b", "32", "75"],
                  ["1b", "5b", "32", "37", "3b", "32", "3b", "31", "33", "7e"],
                  ["1b", "0d"], ["0a"], ["5c", "0d"]]:
        tm.type("aa")
        tm.wait("› aa")
        tm.hex(*codes)
        wait_for(lambda: tm.value("cursor_x") == "2", "the new line")
        tm.type("bb")
        tm.wait("› aa\n  bb")
        tm.hex("1b", "5b", "32", "37", "3b", "32", "3b", "39", "39", "7e")  # nobody knows it
        tm.key("C-c")
        tm.wait("Ask, or /")
    assert user_texts(world) == []


# TUI-56, TUI-55
def test_a_long_paste_is_folded_and_sent_whole(world, script, window):
    script([{"text": "the answer"}])
    tm = window()
    start(world, tm)
    tm.type("see ")
    tm.wait("› see")
    lines = "\n".join(f"pasted line {n}" for n in range(40))
    paste(tm, lines)
    tm.wait(f"› see [pasted #1: 40 lines, {len(lines)} B]")
    tm.type(" please")
    tm.wait("B] please")
    tm.key("Enter")
    tm.wait("the answer")
    assert f"see {lines} please" in user_texts(world)


# TUI-55. Every cut is tried in key_stream_test.cc, where no load can make half a second of silence.
def test_no_key_in_a_paste_acts(script, recorder):
    script([{"text": "never"}])
    text = b"\x1b[200~a\rb\x03/quit\r\x1b[201~"
    terminal = recorder()
    terminal.wait(b"Auto (")
    for cut in [3, 7, len(text) - 3, len(text)]:
        mark = terminal.mark()
        terminal.write(text[:cut])
        terminal.write(text[cut:])
        terminal.wait("b␃/quit".encode(), since=mark)
        terminal.write(b"\x03")  # clears it
        terminal.wait(b"Ask, or /", since=mark)
    terminal.write(b"\x04")
    terminal.wait(b"ctrl+d again to quit")


# TUI-57
def test_lines_without_brackets_are_one_draft(world, script, recorder):
    script([{"text": "the first answer"}, {"text": "the second answer"}])
    terminal = recorder()
    terminal.wait(b"Auto (")
    terminal.write(b"one\rtwo\rthree\r")
    terminal.wait(b"three")
    terminal.quiet()
    assert user_texts(world) == []
    terminal.write(b"\x03")
    terminal.wait(b"Ask, or /", since=1)
    for key in "go":
        terminal.write(key.encode())
        time.sleep(0.05)
    terminal.write(b"\r")
    terminal.wait(b"the first answer")


# TUI-54, TUI-59: history outlives the program, and a draft outlives a kill.
def test_history_and_drafts_survive(world, script, window):
    script([{"text": "answer one"}, {"text": "answer two"}])
    tm = window()
    start(world, tm)
    send(tm, "first message")
    tm.wait("answer one")
    tm.wait(r"(?m)^\d+\.\d s")
    tm.type("an unsent thought")
    tm.wait("› an unsent thought")
    folder = world.home / ".factory/ingot/history"
    wait_for(lambda: any("unsent" in f.read_text() for f in folder.glob("*.draft")), "keeping it")
    assert all(f.stat().st_mode & 0o077 == 0 for f in folder.iterdir())
    os.kill(tm.child(), signal.SIGKILL)
    tm.wait("Killed")
    tm.type("reset")
    tm.key("Enter")
    start(world, tm)
    tm.wait("an unsent draft of a run that ended early")
    tm.type("new text")
    tm.wait("› new text")
    tm.key("Up")
    tm.wait("› an unsent thought")
    tm.key("Up")
    tm.wait("› first message")
    tm.key("Down")
    tm.key("Down")
    tm.wait("› new text")
    tm.key("C-r")
    tm.type("FIRST")
    tm.wait("search: FIRST")
    tm.wait("› first message")
    tm.key("Escape")
    tm.wait("› new text")
    assert not list(folder.glob("*.draft")) or "unsent" not in "".join(
        f.read_text() for f in folder.glob("*.draft"))


# TUI-59, TUI-72
def test_clearing_takes_two_and_can_be_undone(world, script, window):
    script([{"text": "hi"}])
    tm = window()
    start(world, tm)
    tm.type("a precious draft")
    tm.wait("› a precious draft")
    tm.key("Escape")
    tm.wait("esc again to clear")
    assert "› a precious draft" in tm.screen()
    tm.key("Escape")
    tm.wait("Ask, or /")
    tm.key("C-_")
    tm.wait("› a precious draft")
    tm.key("C-c")
    tm.wait("Ask, or /")
    tm.key("C-_")
    tm.wait("› a precious draft")


# TUI-58
def test_the_draft_in_another_editor(world, script, window):
    script([{"text": "\n".join(f"word {n}" for n in range(120)), "chunk": 10, "delay_ms": 20}])
    editor = world.home / "editor"
    editor.write_text("#!/bin/sh\nprintf '%s from the editor' \"$(cat \"$1\")\" > \"$1\"\n"
                      "while [ -e \"$HOME/wait\" ]; do sleep 0.05; done\n"
                      "[ -e \"$HOME/die\" ] && kill -9 $$\nexit 0\n")
    editor.chmod(0o755)
    tm = window(EDITOR=str(editor))
    start(world, tm)
    tm.type("text")
    tm.wait("› text")
    tm.key("C-g")
    tm.wait("› text from the editor")
    (world.home / "die").touch()
    tm.key("C-g")
    tm.wait("the text is as it was")
    tm.wait("› text from the editor")
    (world.home / "die").unlink()
    # While the agent writes: what it wrote meanwhile is there afterwards.
    tm.key("Enter")
    tm.wait("word 3")
    (world.home / "wait").touch()
    tm.key("C-g")
    time.sleep(1)
    (world.home / "wait").unlink()
    tm.wait(r"(?m)^› +from the editor")
    tm.wait(r"(?m)^\d+\.\d s", 40)
    everything = re.findall(r"word\s(\d+)", tm.all())
    assert [n for at, n in enumerate(everything) if at == 0 or everything[at - 1] != n] == [
        str(n) for n in range(120)]


# TUI-61, CFG-120
def test_pictures_are_attached_by_path_and_from_the_clipboard(world, script, window):
    script([{"text": "a fine picture"}])
    (world.project / "my picture.png").write_bytes(png(8, 6))
    tools = world.home / "bin"
    tools.mkdir()
    (world.home / "clip.png").write_bytes(png(5, 4))
    fake = tools / "wl-paste"
    fake.write_text("#!/bin/sh\ncase \"$*\" in *list-types*) echo image/png;; *) "
                    f"cat {world.home}/clip.png;; esac\n")
    fake.chmod(0o755)
    tm = window(PATH=f"{tools}:{os.environ['PATH']}", WAYLAND_DISPLAY="wayland-0")
    start(world, tm)
    paste(tm, f"'{world.project}/my picture.png'")
    tm.wait("[image #1 8×6]")
    tm.key("C-v")
    tm.wait("[image #2 5×4]")
    tm.key("C-d")
    tm.wait("Ask, or /")
    wait_for(lambda: "[image" not in tm.screen(), "removing them")
    tm.key("C-v")
    tm.wait("[image #1 5×4]")
    send(tm, "look")
    tm.wait("a fine picture")
    assert '"image"' in world.session_files()[0].read_text()
    # Without the tool the message names it.
    fake.unlink()
    tm.key("C-v")
    tm.wait("install wl-clipboard")


def test_a_model_that_takes_no_pictures_gets_none(world, script, window):
    script([{"text": "hi"}])
    settings = json.loads(world.settings.read_text())
    for model in settings["customModels"]:
        model["noImageSupport"] = True
    world.write_settings(settings)
    (world.project / "a.png").write_bytes(png(8, 6))
    tm = window()
    start(world, tm)
    paste(tm, f"{world.project}/a.png")
    tm.wait("does not accept images")
    assert "[image" not in tm.screen()


# TUI-65
def test_mentions(world, script, window):
    for name in ["src/deep/gamma.py", "src/with blank.txt", "src/日本.txt", "ignored/x.log"]:
        (world.project / name).parent.mkdir(parents=True, exist_ok=True)
        (world.project / name).write_text("".join(f"content line {n}\n" for n in range(1, 31)))
    (world.project / ".gitignore").write_text("ignored/\n")
    script([{"text": "read it"}])
    tm = window()
    start(world, tm)
    tm.type("see @")
    tm.wait("src/")
    assert ".git/" not in tm.screen() and "ignored" not in tm.screen()
    tm.type("gam")
    tm.wait("› src/deep/gamma.py")
    tm.key("Tab")
    tm.wait("› see @src/deep/gamma.py")
    tm.type("#L10-12 and @blank")
    tm.wait("› src/with blank.txt")
    tm.key("Enter")
    tm.wait('#L10-12 and @"src/with blank.txt"')
    tm.type("@日")
    tm.wait("› src/日本.txt")
    tm.key("Escape")
    wait_for(lambda: "src/日本.txt" not in tm.screen(), "closing the menu")
    tm.key("Enter")
    tm.wait("read it")
    texts = "\n".join(user_texts(world))
    assert "content line 10\ncontent line 11\ncontent line 12\n</file>" in texts
    assert 'path="src/with blank.txt"' in texts


# TUI-66, TUI-67
@pytest.mark.parametrize("columns", [60, 80, 200])
def test_the_menu_of_commands(world, script, window, columns):
    script([{"text": "hi"}])
    tm = window(columns)
    start(world, tm)
    tm.type("/")
    screen = tm.wait(r"(?m)^  1/\d+")
    rows = [row for row in screen.splitlines() if re.match(r"[› ] /[a-z]", row)]
    assert len(rows) == 7 and all(len(row) < columns for row in rows)
    tm.type("mo")
    tm.wait(r"(?m)^› /model +\[id\]")
    tm.key("Tab")
    tm.wait("› /model")
    tm.type("gener")
    tm.wait("› custom:generic-chat")
    tm.key("Enter")
    tm.wait("model: generic-chat-completion-api")


# TUI-68
def test_bash_mode(world, script, window):
    (world.project / "a folder").mkdir()
    script([{"text": "I have read it"}])
    tm = window()
    start(world, tm)
    tm.type("!")
    tm.wait("bash · ")
    tm.key("BSpace")
    wait_for(lambda: "bash · " not in tm.screen(), "leaving")
    tm.type("!ls -d a")
    tm.wait("$ ls -d a")
    tm.key("Tab")
    tm.wait("$ ls -d a\\ folder/")
    tm.key("C-u")
    send(tm, "seq 1 40; false")
    tm.wait("exit 1")
    tm.wait("join your next message")
    tm.type("!")
    tm.wait("bash · ")
    tm.key("Up")
    tm.wait("$ seq 1 40; false")
    tm.key("C-c")
    tm.wait("(?m)^\\$ *$")
    send(tm, "sleep 1000 & echo $! > pid; wait")
    pid = int(wait_for(lambda: (world.project / "pid").exists()
                       and (world.project / "pid").read_text(), "starting"))
    tm.key("C-c")
    tm.wait("exit 130")
    wait_for(lambda: not pathlib.Path(f"/proc/{pid}").exists(), "ending the process group")
    send(tm, "what did it print?")
    tm.wait("I have read it")
    assert "\n".join(str(n) for n in range(1, 41)) in "\n".join(user_texts(world))


# TUI-69
def test_the_keys_are_shown_and_gone_with_any_key(world, script, window):
    script([{"text": "hi"}])
    tm = window()
    start(world, tm)
    tm.type("?")
    screen = tm.wait("search the history")
    assert re.search(r"(?m)^Enter .* {2}.*paste a picture|^Enter .*send", screen)
    tm.type("x")
    tm.wait("› x")
    assert "search the history" not in tm.screen()


# TUI-70, CLI-93: what is queued joins at the next model call; nothing is cut.
def test_a_queued_message_joins_the_turn_at_the_next_call(world, script, window):
    call = {"name": "Execute", "input": {"command": "while [ ! -e go ]; do sleep 0.05; done",
                                         "summary": "wait",
                                         "riskLevel": {"value": "low", "reason": "waits"}}}
    script([{"calls": [call]},
            {"text": "steered", "when": {"last_user_contains": "STEER"}},
            {"text": "not steered"}])
    tm = window()
    start(world, tm, "--auto", "high")
    send(tm, "begin")
    tm.wait("esc to interrupt")
    tm.wait("while [ ! -e go ]")
    send(tm, "STEER one")
    tm.wait("queued: STEER one")
    send(tm, "and STEER two")
    tm.wait("queued: and STEER two")
    tm.wait("↑ edit")
    (world.project / "go").touch()
    tm.wait("steered")
    tm.wait(r"(?m)^\d+\.\d s")
    everything = tm.all()
    assert "not steered" not in everything and "queued:" not in tm.screen()
    assert everything.index("› STEER one") < everything.index("› and STEER two") < everything.index(
        "\nsteered")
    assert user_texts(world)[-2:] == ["STEER one", "and STEER two"]


# TUI-70
def test_a_stream_is_not_cut_and_the_queue_follows(world, script, window):
    words = "\n\n".join(f"Line number {n}: words" for n in range(1, 61))
    script([{"text": words, "chunk": 30, "delay_ms": 10}, {"text": "second answer"},
            {"text": "third answer"}])
    tm = window()
    start(world, tm)
    send(tm, "go")
    tm.wait("Line number 2")
    send(tm, "message two")
    tm.wait("queued: message two")
    send(tm, "message three")
    tm.wait("third answer", 40)
    everything = tm.all()
    assert re.findall(r"Line number (\d+):", everything) == [str(n) for n in range(1, 61)]
    assert everything.index("Line number 60") < everything.index("second answer") < everything.index(
        "third answer")


# TUI-71: one Esc closes the connection, kills what ignores TERM, returns the queue, sends nothing.
def test_escape_interrupts_and_gives_the_queue_back(world, script, window):
    call = {"name": "Execute", "input": {
        "command": "trap '' TERM; echo $$ > pid; while :; do sleep 1; done", "summary": "stay",
        "riskLevel": {"value": "low", "reason": "waits"}}}
    script([{"calls": [call]}, {"text": "never asked"}])
    tm = window()
    start(world, tm, "--auto", "high")
    send(tm, "begin")
    pid = int(wait_for(lambda: (world.project / "pid").exists()
                       and (world.project / "pid").read_text(), "starting"))
    send(tm, "queued one")
    tm.wait("queued: queued one")
    send(tm, "queued two")
    tm.wait("queued: queued two")
    tm.type("draft")
    tm.wait("› draft")
    tm.key("Escape")
    tm.wait("› queued one\n\n  queued two\n\n  draft")
    wait_for(lambda: not pathlib.Path(f"/proc/{pid}").exists(), "killing it")
    tm.wait("interrupted")
    assert "never asked" not in tm.all()
    assert [text for text in user_texts(world) if "queued" in text] == []


# TUI-72
def test_ctrl_c_clears_then_interrupts_then_quits(world, script, window):
    script([{"text": "word " * 400, "chunk": 5, "delay_ms": 30}])
    tm = window()
    start(world, tm)
    send(tm, "go")
    tm.wait("esc to interrupt")
    tm.type("draft")
    tm.wait("› draft")
    tm.key("C-c")
    wait_for(lambda: "› draft" not in tm.screen(), "clearing")
    assert "esc to interrupt" in tm.screen()
    # The key is held: the turn is interrupted, the program stays.
    for _ in range(12):
        tm.hex("03", "03", "03")
    tm.wait("interrupted")
    assert "ingot resume" not in tm.all()
    time.sleep(1.1)
    tm.key("C-c")
    tm.wait("ctrl+c again to quit")
    tm.key("C-c")
    tm.wait("ingot resume ")


# TUI-50: a terminal that draws ambiguous characters two cells wide finds the cursor where it is.
@pytest.mark.parametrize("wide", [1, 2])
def test_the_cursor_stands_right_behind_ambiguous_characters(world, script, recorder, wide):
    script([{"text": "hi"}])
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "ingot": {"tui": {"ambiguousWidth": wide}}})
    terminal = recorder()
    terminal.wait(b"\x1b[c")
    terminal.quiet()
    for keys, written in [("§§a".encode(), "§§a".encode()), (b"\x01", b"\x1b[3G"),
                          (b"\x05", b"\x1b[%dG" % (4 + 2 * wide))]:
        before = terminal.mark()
        terminal.write(keys)
        terminal.wait(written, since=before)

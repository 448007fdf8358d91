"""What the terminal shows of a conversation: Markdown, tool calls, changes, the viewer, /copy."""

import json
import os
import re
import stat
import subprocess
import time
import uuid

import pytest
from terminals import start

END = r"(?m)^\d+\.\d s · "
MD = """# Title

Some **bold**, a [link](http://x.test/y) and `code`.

- one
- two
  - nested
- [x] done

```py
def add(a, b):
    return a - b
```

| name | value |
|---|--:|
| 日本語 | 12 |

> quoted 👩‍💻
"""


def say(tm, text: str, end: str = END) -> None:
    tm.type(text)
    tm.wait(text)
    tm.key("Enter")
    if end:
        tm.wait(end)


def with_settings(world, **more) -> None:
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, **more})


def execute(command: str) -> dict:
    return {"name": "Execute", "input": {"command": command, "summary": "s",
                                         "riskLevel": {"value": "low", "reason": "r"}}}


# TUI-10, TUI-90, TUI-91, TUI-92: what was sent stands in the scrollback, column by column.
@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_markdown_is_committed_without_foreign_columns(world, script, window, columns):
    script([{"text": MD, "chunk": 3}])
    tm = window(columns, 40)
    start(world, tm)
    say(tm, "go")
    lines = [line.rstrip() for line in tm.all().splitlines()]
    begin = lines.index("Title")
    assert lines[begin - 2:begin + 22] == [
        "› go", "", "Title", "", "Some bold, a link (http://x.test/y) and code.", "", "- one", "- two",
        "  - nested", "- ☑ done", "", "py", "def add(a, b):", "    return a - b", "", "name    value",
        "──────  ─────", "日本語     12", "", "> quoted 👩‍💻", ""] + lines[begin + 19:begin + 22]


# TUI-92, TUI-123: keywords and strings have colours, unless nobody wants any.
def test_code_has_colours_unless_they_are_unwanted(world, script, window):
    script([{"text": "```py\nreturn 'x'\n```\n"}] * 2)
    tm = window(80, 24)
    start(world, tm)
    say(tm, "go")
    assert re.search(r"\x1b\[35m(\x1b\[49m)?return", tm.ansi())
    assert re.search(r"\x1b\[32m(\x1b\[49m)?'x'", tm.ansi())
    plain = window(80, 24, NO_COLOR="1")
    start(world, plain)
    say(plain, "go")
    assert "return 'x'" in plain.screen() and not re.search(r"\x1b\[3[1-6]m", plain.ansi())


# TUI-95, TUI-73: reads fold, a command shows status, time and both ends of its output.
@pytest.mark.parametrize("display", ["expanded", "compact"])
def test_tool_calls_are_told_shortly(world, script, window, display):
    (world.project / "a.txt").write_text("1\n2\n3\n")
    read = {"name": "Read", "input": {"file_path": f"{world.project}/a.txt"}}
    script([{"calls": [read, {"name": "Grep", "input": {"pattern": "2"}}]},
            {"calls": [execute("seq 1 40")]}, {"text": "done"}])
    with_settings(world, toolResultDisplay=display)
    tm = window(80, 30)
    start(world, tm, "--auto", "medium")
    say(tm, "go")
    shown = tm.all()
    assert "\n• Read 1 file, searched 1 pattern\n" in shown
    head = re.search(r"\n• Execute seq 1 40  exit 0 · \d+\.\d s\n(.*?)\n\ndone", shown, re.S)
    if display == "compact":
        assert re.search(r"\n• Execute seq 1 40  exit 0 · \d+\.\d s\n\ndone", shown)
    else:
        assert head[1] == "1\n2\n… 35 more lines, ctrl+o\n38\n39\n40"


# TUI-95: while it runs, what it printed last stands below the working line.
def test_a_running_command_shows_its_last_lines(world, script, window):
    script([{"calls": [execute("for i in 1 2 3 4 5; do echo row-$i; done; while [ ! -e go ]; do sleep 0.1; done")]},
            {"text": "done"}])
    tm = window(100, 24)
    start(world, tm, "--auto", "high")
    say(tm, "go", "  row-4\n  row-5")
    assert re.search(r"running for i in 1 2 .* esc to interrupt\n(  row-3\n)?  row-4\n  row-5", tm.screen())
    (world.project / "go").write_text("")
    tm.wait("done")


# TUI-97: a change with its numbers; TUI-118: all of it in the viewer, which leaves no trace.
def test_changes_and_the_viewer(world, script, window):
    target = world.project / "lexer.py"
    target.write_text("".join(f"line {n}\n" for n in range(1, 61)))
    new = "\\n".join(f"new {n}" for n in range(1, 51))
    script([{"calls": [{"name": "Read", "input": {"file_path": str(target)}}]},
            {"calls": [{"name": "Edit", "input": {"file_path": str(target), "old_str": "line 42\n",
                                                  "new_str": "line forty-two\n"}}]},
            {"calls": [{"name": "Create", "input": {"file_path": f"{world.project}/new.py",
                                                    "content": new.replace("\\n", "\n") + "\n"}}]},
            {"text": "done", "reasoning": "deep thought"}])
    tm = window(140, 30)
    start(world, tm, "--auto", "medium")
    say(tm, "go")
    shown = tm.all()
    assert "\n• Edit lexer.py (+1 -1)\n39   line 39\n" in shown
    assert "\n42 - line 42\n42 + line forty-two\n43   line 43\n" in shown
    assert "\n• Create new.py (+50 -0)\nnew 1\n" in shown
    assert "\nnew 40\n… 10 more lines, /diff\n" in shown
    assert re.search(r"\n✻ thought for \d+\.\d s · ~3 tokens\n", shown)

    tm.key("C-o")
    tm.wait("v pager")
    assert tm.value("alternate_on") == "1" and tm.value("mouse_any_flag") == "0"
    tm.type("?deep thought")
    tm.key("Enter")
    tm.wait("deep thought")
    tm.type("g")
    tm.wait("› go")
    tm.type("/new 47")
    tm.key("Enter")
    tm.wait("new 47")
    tm.type("/not there at all")
    tm.key("Enter")
    tm.wait("not found: not there at all")
    tm.type("q")
    tm.wait("Ask, or /")
    assert tm.value("alternate_on") == "0"
    assert tm.all() == shown

    # Two columns from 120 on.
    say(tm, "/diff", "changes of session ")
    tm.type("g")
    assert re.search(r"42 - line 42 +\| 42 \+ line forty-two", tm.wait("line forty-two"))
    tm.type("q")
    tm.wait("Ask, or /")


# TUI-118: v hands it to $PAGER.
def test_the_viewer_hands_over_to_a_pager(world, script, window, tmp_path):
    script([{"text": "the answer"}])
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncp \"$1\" {tmp_path}/paged; echo PAGED; read line\n")
    pager.chmod(0o755)
    tm = window(80, 24, PAGER=str(pager))
    start(world, tm)
    say(tm, "go")
    tm.key("C-o")
    tm.wait("v pager")
    before = tm.value("history_size")
    tm.type("v")
    tm.wait("PAGED")
    assert tm.value("alternate_on") == "0"
    tm.key("Enter")
    tm.wait(r"(?s)\A(?!.*PAGED).*v pager")
    tm.type("q")
    tm.wait("Ask, or /")
    assert tm.value("alternate_on") == "0" and tm.all().count("Ask, or /") == 1
    assert tm.value("history_size") == before
    text = (tmp_path / "paged").read_text()
    assert "› go" in text and "the answer" in text and "request " in text


# TUI-118, TUI-113: a long session opens at its end, and resuming shows its last turns only.
def test_a_long_session_is_neither_printed_nor_held(world, script, window, recorder):
    script([{"text": "fresh answer"}])
    tm = window(80, 24)
    start(world, tm)
    say(tm, "hello")
    tm.key("C-c")
    tm.key("C-c")
    tm.wait("ingot resume ")
    path = world.session_files()[0]
    session = path.stem
    with path.open("a") as file:
        parent = json.loads(path.read_text().splitlines()[-1])["id"]
        for n in range(2500):
            for role, text in [("user", f"question {n}"), ("assistant", "\n".join(f"answer {n}.{i}" for i in range(38)))]:
                message = {"type": "message", "id": str(uuid.uuid4()), "parentId": parent,
                           "timestamp": "2026-01-02T03:04:05.000Z",
                           "message": {"role": role, "content": [{"type": "text", "text": text}]}}
                parent = message["id"]
                file.write(json.dumps(message) + "\n")
    terminal = recorder("resume", session, columns=80, rows=24)
    terminal.wait(b"Auto (")
    printed = terminal.quiet()
    assert b"question 2498" in printed and b"question 2499" in printed
    assert b"question 2497" not in printed and re.search(rb"4998 earlier messages", printed)
    before = terminal.resident()
    since = terminal.mark()
    terminal.write(b"\x0f")
    terminal.wait(b"2499.37", since=since)
    opened = terminal.quiet()
    assert len(opened) < 20000
    since = terminal.mark()
    terminal.write(b"g")
    terminal.wait(b"hello", since=since)
    terminal.write(b"/answer 1203.17\r")
    terminal.wait(b"1203.17", since=since)
    if "asan" not in os.environ.get("INGOT_BUILD", "") and "dev" not in os.environ.get("INGOT_BUILD", ""):
        assert terminal.resident() - before < 6 << 10


# TUI-76: pinned rows that Ctrl+T opens, or differences in the transcript.
@pytest.mark.parametrize("mode", ["pinned", "inline"])
def test_the_todo_list(world, script, window, mode):
    def todo(states: str) -> dict:
        words = {"x": "completed", "~": "in_progress", " ": "pending"}
        return {"name": "TodoWrite", "input": {"todos": "\n".join(
            f"{n + 1}. [{words[c]}] step number {n + 1} of this long plan" for n, c in enumerate(states))}}
    script([{"calls": [todo("x~      ")]}, {"calls": [todo("xx~     ")]},
            {"text": "working", "delay_ms": 100, "chunk": 1}, {"text": "end"}])
    with_settings(world, todoDisplayMode=mode)
    tm = window(80, 30)
    start(world, tm)
    say(tm, "go")
    if mode == "inline":
        assert "✓ step number 1" in tm.all() and tm.all().count("step number 4") == 1
        assert "\n✓ step number 2 of this long plan\n● step number 3 of this long plan\n" in tm.all()
        return
    shown = tm.screen()
    assert "  ✓ step number 2" in shown and "  ● step number 3" in shown and "2-6 of 8, ctrl+t: all" in shown
    assert "step number 8" not in shown
    tm.key("C-t")
    tm.wait("step number 8")
    tm.key("C-t")
    tm.wait("2-6 of 8")


# TUI-99, TUI-73: a cause is told once, with a counter; the wait is counted down.
def test_a_cause_is_told_once(world, script, window):
    script([{"error": {"status": 429, "message": "slow down", "retry_after": 1}, "times": 2, "text": "fine"}])
    tm = window(100, 24)
    start(world, tm)
    say(tm, "go", "retrying in 1 s (429)")
    tm.wait(END)
    shown = tm.all()
    assert shown.count("slow down") == 1 and "(×2)" in shown


# TUI-117: the source of the answer, of one block, of the turn; by tool, by OSC 52.
def test_copy_gives_the_source(world, script, window, recorder, tmp_path):
    script([{"text": MD + "\n```sh\nmake\n```\n"}] * 2)
    tool = tmp_path / "bin/xclip"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\ncat > {tmp_path}/copied\n")
    tool.chmod(0o755)
    tm = window(100, 40, DISPLAY=":99", PATH=f"{tool.parent}:{os.environ['PATH']}")
    start(world, tm)
    say(tm, "go")

    def copied(command: str) -> str:
        (tmp_path / "copied").unlink(missing_ok=True)
        say(tm, command, "")
        for _ in range(400):
            if (tmp_path / "copied").exists() and (tmp_path / "copied").stat().st_size > 0:
                break
            time.sleep(0.05)
        return (tmp_path / "copied").read_text()

    assert copied("/copy").strip() == (MD + "\n```sh\nmake\n```").strip()
    assert copied("/copy code") == "make\n"
    assert copied("/copy code 1") == "def add(a, b):\n    return a - b\n"
    assert copied("/copy turn").startswith("> go\n\n# Title")
    say(tm, "/copy code 7", "the last answer has blocks 1 to 2")
    say(tm, "/copy nonsense", "/copy does not know")

    terminal = recorder(columns=80, rows=24, SSH_CONNECTION="1")
    terminal.wait(b"Auto (")
    terminal.write(b"go\r")
    terminal.wait(b" s \xc2\xb7 ")
    terminal.write(b"/copy code\r")
    terminal.wait(b"\x1b]52;c;bWFrZQo=\x07")


# TUI-117: a patch that git can apply; without a clipboard a file.
def test_copied_changes_apply(world, script, window):
    target = world.project / "a.txt"
    target.write_text("one\ntwo\nthree\n")
    script([{"calls": [{"name": "Read", "input": {"file_path": str(target)}}]},
            {"calls": [{"name": "Edit", "input": {"file_path": str(target), "old_str": "two\n", "new_str": "2\n"}}]},
            {"text": "done"}])
    tm = window(100, 30, TERM="linux")
    start(world, tm, "--auto", "medium")
    say(tm, "go")
    say(tm, "/copy diff", "they are in ")
    file = world.home / ".factory/ingot/copied.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    target.write_text("one\ntwo\nthree\n")
    subprocess.run(["git", "apply", "-"], input=file.read_text(), text=True, cwd=world.project, check=True)
    assert target.read_text() == "one\n2\nthree\n"


# TUI-19: the last turns once more, below a dated line; what stood there stays.
def test_turns_are_printed_again(world, script, window):
    script([{"text": "alpha\n\nanswers " + "far and wide " * 12}, {"text": "beta"}])
    tm = window(100, 60)
    start(world, tm)
    say(tm, "/redraw 1", "there is nothing to print again")
    for number, question in enumerate(["first question", "second question"], 1):
        say(tm, question, rf"(?ms)(^\d+\.\d s · .*){{{number}}}")
    marker = r"printed again at \d{4}-\d\d-\d\dT\d\d:\d\d UTC"
    say(tm, "/redraw 1", r"(?s)printed again at .*beta")
    shown = tm.all()
    assert shown.count("first question") == 1 and shown.count("› second question") == 2
    assert re.search(rf"(?s)beta.*{marker}: 2 earlier messages.*› second question.*beta", shown)
    tm.size(60, 60)
    say(tm, "/redraw all", r"(?s)(printed again at .*){2}alpha.*beta")
    shown = tm.all()
    old, again = re.split(marker, shown)[0], re.split(marker, shown)[-1]
    for text in ["› first question", "alpha", "› second question", "beta"]:
        assert text in old and text in again
    assert all(len(line) <= 60 for line in again.splitlines())  # at the present width
    say(tm, "/redraw none", "takes a number of turns, or all")

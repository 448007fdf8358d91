"""What the interactive terminal sends for a frame, a key, a session."""

import re
import time
import unicodedata

import pytest
from terminals import say, start


# TUI-11
def test_a_typed_character_costs_few_bytes(script, recorder):
    script([{"text": "hi"}])
    terminal = recorder()
    terminal.wait(b"Auto (")
    terminal.quiet()
    before = terminal.mark()
    terminal.write(b"x")
    terminal.wait(b"x", since=before)
    terminal.quiet()
    before = terminal.mark()
    terminal.write(b"y")
    assert len(terminal.wait(b"y", since=before)) <= 48


# TUI-1, TUI-3: what is never sent while chatting.
FORBIDDEN = re.compile(rb"\x1b\[\?(?:9|100[0-356]|1015|1049|47)h|\x1b\[[23]J|\x1b\[[\d;]*[HfrLMST]|\x1bM|\x1bc"
                       rb"|\x1b[78]|\x1b\[[su]")


def test_a_session_sends_nothing_that_touches_what_is_above(script, recorder):
    script([{"text": "# One\n\n" + "\n".join(f"- item {n}" for n in range(60)), "chunk": 20}])
    terminal = recorder()
    terminal.wait(b"Auto (")
    terminal.write(b"go\r")
    terminal.wait(b"item 59")
    terminal.write(b"/")
    terminal.wait(b"/new")
    terminal.write(b"\x1b")
    terminal.quiet()
    assert not FORBIDDEN.search(terminal.output())


def cells(row: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in row)


# TUI-9: the last column stays free in all live rows, and blanks at the end are not written.
@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_live_rows_leave_the_last_column_free(world, script, window, columns):
    long = "漢字 and words " * 40
    script([{"text": long + "\n\n" + long, "chunk": 8, "delay_ms": 10}, {"calls": [
        {"name": "Execute", "input": {"command": "printf '%s' " + "x" * 300, "summary": long}}]}])
    tm = window(columns, 30)
    start(world, tm)

    def check(shown: str) -> None:
        live = shown.partition("anthropic via")[2].splitlines()[1:]
        assert max(cells(row) for row in live) < columns

    for command, awaited in [("/", "/rename"), ("/settings", "esc"), ("/model", "esc"), ("?", "suspend")]:
        tm.type(command)
        if len(command) > 1:
            tm.key("Enter")
        check(tm.wait(awaited))
        tm.key("Escape")
        time.sleep(0.2)  # else Alt+Ctrl+U
        tm.key("C-u")
        tm.wait("Ask, or /")
    tm.type(long)
    check(tm.wait("words"))
    tm.key("C-c")
    say(tm, "go")
    tm.wait("esc to interrupt")
    for _ in range(20):
        live = tm.screen().splitlines()
        end = max(at for at, row in enumerate(live) if "Auto (" in row)
        working = [at for at, row in enumerate(live) if "esc to interrupt" in row]
        if working:
            assert max(cells(row) for row in live[working[0]:end + 1]) < columns

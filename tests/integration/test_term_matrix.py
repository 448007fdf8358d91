"""Terminals in terminals (TUI-47): the same scripts in GNU screen and in a tmux inside tmux. What
holds there is listed with versions in docs/terminal.md."""

import re
import time

import pytest
from terminals import say, start

LINES = "\n\n".join(f"Line number {n}: one two three four five six seven eight nine ten eleven."
                    for n in range(1, 61))


class Screen:
    """GNU screen in a window of tmux."""

    def __init__(self, outer, folder):
        self.outer, self.folder = outer, folder
        outer.type("SHELL=/bin/bash screen -c /dev/null -h 5000 -S inner bash --norc --noprofile")
        outer.key("Enter")
        time.sleep(0.5)
        outer.wait("$")

    def all(self) -> str:
        copy = self.folder / "hardcopy"
        copy.unlink(missing_ok=True)
        self.outer.key("C-a")
        self.outer.type(f":hardcopy -h {copy}")
        self.outer.key("Enter")
        for _ in range(100):
            if copy.exists() and copy.stat().st_size > 0:
                break
            time.sleep(0.05)
        return copy.read_text(errors="replace")

    def stop(self) -> None:
        self.outer.key("C-a")
        self.outer.type(":quit")
        self.outer.key("Enter")


class InnerTmux:
    def __init__(self, outer, folder):
        self.outer, self.socket = outer, str(folder / "inner")
        outer.type(f"tmux -f /dev/null -S {self.socket} new 'bash --norc --noprofile'")
        outer.key("Enter")
        outer.wait("[0]")
        outer.type(f"tmux -S {self.socket} set -g history-limit 5000; clear")
        outer.key("Enter")

    def all(self) -> str:
        return self.outer.tmux("-S", self.socket, "capture-pane", "-p", "-J", "-S", "-")

    def stop(self) -> None:
        self.outer.tmux("-S", self.socket, "kill-server")


@pytest.fixture(params=[Screen, InnerTmux])
def inner(request, window, tmp_path):
    one = request.param(window(100, 30), tmp_path)
    yield one
    one.stop()


# TUI-5, 6, 17, 47
def test_nothing_is_lost_or_doubled(world, script, inner):
    script([{"text": LINES, "chunk": 20, "delay_ms": 10}])
    tm = inner.outer
    say(tm, "for n in 1 2 3 4 5; do echo MARK-$n; done")
    start(world, tm)
    say(tm, "go")
    for columns in (60, 100):
        time.sleep(0.6)
        tm.size(columns, 30)
    tm.wait(r"(?m)^\d+\.\d s · ", 40)
    tm.key("C-c")
    tm.key("C-c")
    tm.wait("ingot resume ")
    shown = inner.all()
    for n in range(1, 6):
        assert shown.count(f"\nMARK-{n}") == 1
    # Screen joins an erased row with the next when it widens: a line may begin further right.
    finished = re.findall(r"Line number (\d+):", shown)
    whole = [n for at, n in enumerate(finished) if at == 0 or finished[at - 1] != n]
    assert whole == [str(n) for n in range(1, 61)]
    assert shown.index("MARK-5") < shown.index("Line number 1:")

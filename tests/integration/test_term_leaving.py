"""Every way out gives the terminal back (TUI-145..150)."""

import json
import os
import signal
import time

import pytest

SIGNALS = ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL",
           "SIGFPE"]


def start(recorder, **more):
    terminal = recorder(**more)
    terminal.wait(b"\x1b[>1u")  # the probe is over
    return terminal


def is_restored(terminal) -> None:
    assert terminal.left_on() == []
    assert terminal.settings() == terminal.before


def at_rest(terminal) -> None:
    pass


def in_an_answer(terminal) -> None:
    terminal.write(b"go\r")
    terminal.wait(b"word")


def in_the_viewer(terminal) -> None:
    in_an_answer(terminal)
    terminal.write(b"\x0f")
    terminal.wait(b"\x1b[?1049h")


def in_the_editor(terminal) -> None:
    terminal.write(b"\x07")
    terminal.wait(b"EDITING")


# TUI-131, 147
@pytest.mark.parametrize("place", [at_rest, in_an_answer, in_the_viewer, in_the_editor])
@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_restores_modes_and_settings(script, recorder, name, place):
    script([{"text": "word " * 400, "chunk": 5, "delay_ms": 20}])
    terminal = start(recorder, TERM_PROGRAM="ghostty", EDITOR="echo EDITING; sleep 60 #",
                     answers={"xtversion": b"\x1bP>|ghostty 1.2\x1b\\"})
    place(terminal)
    working = place in (in_an_answer, in_the_viewer)
    assert (b"\x1b]9;4;" in terminal.output()) == working
    wanted = getattr(signal, name)
    terminal.process.send_signal(wanted)
    if place is in_the_editor and name in ("SIGINT", "SIGQUIT"):
        # The terminal sends these to both; they are meant for the editor.
        assert terminal.left_on() == [] and terminal.settings() == terminal.before
        wanted = signal.SIGTERM
        terminal.process.send_signal(wanted)
    assert terminal.exit_status() in (-wanted, 128 + wanted)
    is_restored(terminal)


# TUI-147: keys are taken in long before the first frame, and a question may stand in front of it.
@pytest.mark.parametrize("name", SIGNALS)
def test_signals_while_a_project_is_asked_for_restore_the_terminal(world, script, recorder, name):
    script([{"text": "hi"}])
    (world.project / ".factory").mkdir()
    (world.project / ".factory/settings.json").write_text(json.dumps({"commandAllowlist": ["make"]}))
    terminal = recorder()
    terminal.wait(b"Open restricted")
    terminal.process.send_signal(getattr(signal, name))
    assert terminal.exit_status() == -getattr(signal, name)
    is_restored(terminal)


# TUI-149
def test_a_crash_says_one_line_and_leaves_a_report(world, script, recorder):
    script([{"text": "hi"}])
    terminal = start(recorder)
    before = terminal.mark()
    terminal.process.send_signal(signal.SIGSEGV)
    terminal.exit_status()
    said = [line for line in terminal.output(before).decode().split("\r\n") if "crashed" in line]
    assert len(said) == 1 and "SIGSEGV" in said[0] and "report: " in said[0]
    reports = list((world.home / ".factory/ingot/crashes").iterdir())
    assert [str(reports[0])] == [said[0].split("report: ")[1]]
    text = reports[0].read_text()
    assert "SIGSEGV" in text and text.startswith("ingot ")
    assert reports[0].stat().st_mode & 0o777 == 0o600


# TUI-149: the window is closed. Nothing spins until the end, and what was said is on disk.
@pytest.mark.parametrize("busy", [False, True])
def test_a_terminal_that_is_gone_ends_the_program(world, script, recorder, busy):
    script([{"text": "\n".join(f"{n}. Line number {n}" for n in range(1, 301)), "chunk": 5,
             "delay_ms": 5}])
    terminal = start(recorder)
    if busy:
        terminal.write(b"go\r")
        terminal.wait(b"Line number 3")
    before = after = terminal.cpu()
    began = time.monotonic()
    terminal.close()
    while terminal.process.poll() is None and time.monotonic() - began < 10:
        after = terminal.cpu()
        time.sleep(0.01)
    assert terminal.process.returncode is not None and time.monotonic() - began <= 2
    assert after - before <= 0.5
    for file in world.session_files():
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        assert lines[0]["type"] == "session_start"
    assert len(world.session_files()) == (1 if busy else 0)


# TUI-148
def test_what_a_kill_left_behind_is_undone(world, script, recorder):
    script([{"text": "hi"}])
    terminal = start(recorder)
    marks = list((world.home / ".factory/ingot/terminals").iterdir())
    assert len(marks) == 1 and marks[0].read_text() == str(terminal.process.pid)
    terminal.process.kill()
    terminal.exit_status()
    assert terminal.left_on() != []
    assert marks[0].exists()


def test_the_next_start_and_reset_put_the_terminal_right(world, script, window):
    script([{"text": "hi"}])
    tm = window()
    tm.type("stty -a | md5sum > before")
    tm.key("Enter")
    tm.type(world.binary)
    tm.key("Enter")
    tm.wait("Auto (")
    end = time.monotonic() + 20
    while not list((world.home / ".factory/ingot/terminals").glob("*")) and time.monotonic() < end:
        time.sleep(0.05)
    os.kill(tm.child(), signal.SIGKILL)
    tm.wait("Killed")
    tm.type(f"{world.binary} reset; stty -a | md5sum > after; echo DONE-$?")
    tm.key("Enter")
    tm.wait("DONE-0")
    assert (world.project / "before").read_text() == (world.project / "after").read_text()
    assert tm.value("cursor_flag") == "1" and tm.value("alternate_on") == "0"
    tm.type(world.binary)
    tm.key("Enter")
    tm.wait("Ask, or /")
    tm.key("C-c", "C-c")
    tm.wait(r"(?m)^\$ ?$")
    assert not list((world.home / ".factory/ingot/terminals").glob("*"))


# TUI-145
def test_suspension_gives_the_terminal_back_and_takes_it_again(world, script, window):
    script([{"text": "\n\n".join(f"Line number {n}." for n in range(1, 61)), "chunk": 8,
             "delay_ms": 10}])
    tm = window()
    tm.type("stty -a | md5sum > before")
    tm.key("Enter")
    tm.type(world.binary)
    tm.key("Enter")
    tm.wait("Auto (")
    tm.type("go")
    tm.key("Enter")
    tm.wait("Line number 3.")
    tm.type("kept draft")
    tm.wait("kept draft")
    tm.key("C-z")
    tm.wait("suspended, fg to return")
    tm.type("stty -a | md5sum > after; echo BETWEEN")
    tm.key("Enter")
    tm.wait("(?m)^BETWEEN")
    assert (world.project / "before").read_text() == (world.project / "after").read_text()
    assert "kept draft" not in tm.screen()
    tm.type("fg")
    tm.key("Enter")
    tm.wait("› kept draft")
    tm.wait("Line number 60.", 40)
    tm.wait(r"(?m)^\d+\.\d s · ", 40)
    numbers = [line for line in tm.all().split("\n") if line.startswith("Line number")]
    assert numbers == [f"Line number {n}." for n in range(1, 61)]
    assert tm.screen().count("› kept draft") == 1


# TUI-146
def test_at_the_end_stand_totals_and_how_to_go_on(world, script, window):
    script([{"text": "an answer"}])
    tm = window()
    tm.type(world.binary)
    tm.key("Enter")
    tm.wait("Auto (")
    tm.type("go")
    tm.key("Enter")
    tm.wait(r"(?m)^\d+\.\d s · ")
    tm.key("C-c", "C-c")
    tm.wait(r"(?m)^ingot resume \S+\n\$")
    lines = [line for line in tm.screen().split("\n") if line]
    assert lines[-1].startswith("$")
    assert lines[-2].startswith("ingot resume ")
    assert " in" in lines[-3] and " out" in lines[-3]
    everything = tm.all()
    assert "Ask, or /" not in everything and "Auto (" not in everything

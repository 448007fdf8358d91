"""Budgets of the terminal as counts: bytes, frames, wake-ups (TUI-11..16, 30..37). Times and memory
are measured by bench/terminal.py."""

import json
import re
import statistics
import subprocess
import time

import pytest
from terminals import OFF, QUERIES

LIST300 = "\n".join(f"{n}. Line number {n}: one two three four five six seven eight eleven"
                    for n in range(1, 301))


def start(recorder, **more):
    terminal = recorder(**more)
    terminal.wait(b"\x1b[c")
    terminal.quiet()
    return terminal


# TUI-14, 15: a long answer.
def test_a_long_answer_stays_within_its_bytes_and_frames(script, recorder):
    script([{"text": LIST300, "chunk": 30, "delay_ms": 18}])  # 19 KB in 12 s or a little more
    terminal = start(recorder)
    before = terminal.mark()
    terminal.write(b"go\r")
    terminal.wait(b"Line number 300", 120, since=before)
    terminal.wait(b" s \xc2\xb7 ", since=before)
    terminal.quiet()
    output = terminal.output(before)
    assert len(output) <= 100_000
    numbers = re.findall(rb"Line number (\d+):[^\x1b\r]*eleven\r\n", output)
    assert {int(n) for n in numbers} == set(range(1, 301))
    frames = [(at, data) for at, data in terminal.bursts(before)]
    for _, frame in frames:
        if b"\r\n" not in frame:
            assert len(frame) <= 2000
    seconds = frames[-1][0] - frames[0][0]
    assert len(frames) / seconds <= 31
    assert statistics.mean(len(frame) for _, frame in frames) <= 1500


# TUI-34: words that arrive one by one do not wake every thread one by one.
def test_an_answer_word_by_word_costs_few_wake_ups(script, recorder):
    text = "".join(LIST300.partition("91.")[:1])
    script([{"text": text, "chunk": 6, "delay_ms": 4}])  # 1,000 pieces
    terminal = start(recorder)
    before, began = terminal.wake_ups(), time.monotonic()
    terminal.write(b"go\r")
    terminal.wait(b"Line number 90", 60)
    assert (terminal.wake_ups() - before) / (time.monotonic() - began) <= 450


# TUI-14: over SSH fewer.
@pytest.mark.parametrize("variables, most", [({}, 31), ({"SSH_CONNECTION": "1 2 3 4"}, 13)])
def test_frames_are_fewer_on_a_slow_line(script, recorder, variables, most):
    script([{"text": LIST300, "chunk": 6, "delay_ms": 1}])
    terminal = start(recorder, **variables)
    before = terminal.mark()
    terminal.write(b"go\r")
    terminal.wait(b"Line number 300", 120, since=before)
    frames = terminal.bursts(before)
    # The first and last come with the key and the end.
    assert (len(frames) - 3) / (frames[-1][0] - frames[0][0]) <= most


# TUI-14, 15: waiting for the model.
def test_a_spinner_costs_little(script, recorder):
    script([{"text": "late", "delay_ms": 4000}])
    terminal = start(recorder)
    terminal.write(b"go\r")
    terminal.wait(b"waiting for the model")
    time.sleep(0.3)
    before = terminal.mark()
    time.sleep(2)
    frames = terminal.bursts(before)
    assert 1 <= len(frames) <= 10
    assert max(len(frame) for _, frame in frames) <= 130
    assert statistics.median(len(frame) for _, frame in frames) <= 60


# TUI-11: a key costs the same however much stands above.
def test_a_key_costs_the_same_behind_many_lines(script, recorder):
    script([{"text": "\n\n".join(f"line {n}" for n in range(1000)), "chunk": 4000}])

    def cost(terminal) -> int:
        terminal.quiet()
        sizes = []
        for _ in range(5):
            before = terminal.mark()
            terminal.write(b"x")
            terminal.wait(b"x", since=before)
            terminal.quiet(0.1)
            sizes.append(len(terminal.output(before)))
        return sizes[-1]

    terminal = start(recorder)
    early = cost(terminal)
    terminal.write(b"\x15go\r")
    terminal.wait(b"line 999", 120)
    assert cost(terminal) == early <= 48


# TUI-33: idle means asleep.
def test_nothing_wakes_up_while_nothing_happens(script, recorder):
    script([{"text": "hi"}])
    terminal = start(recorder)
    terminal.write(b"go\r")
    terminal.wait(b" s \xc2\xb7 ")
    terminal.quiet(1.5)
    before, cpu, mark = terminal.wake_ups(), terminal.cpu(), terminal.mark()
    time.sleep(4)
    assert terminal.wake_ups() - before <= 2  # those of looking
    assert terminal.cpu() == cpu and terminal.output(mark) == b""


# TUI-30: the first frame waits for no answer.
def test_the_first_frame_waits_for_nobody(script, recorder):
    script([{"text": "hi"}])
    terminal = recorder(answers=dict.fromkeys(QUERIES, OFF))
    frame = terminal.wait(b"Auto (")
    assert b"\x1b[c" not in frame.split(b"Auto (")[0]


# TUI-30: nor for the libraries of the network (docs/decisions/0013).
def test_a_start_loads_no_network_library(world):
    needed = subprocess.run(["ldd", world.binary], capture_output=True, text=True, check=True).stdout
    assert "libsimdjson" in needed
    assert "libcurl" not in needed and "libssl" not in needed and "libcrypto" not in needed


# TUI-31: keys of before the first instruction are taken over, once and in order.
def test_keys_typed_before_the_start_are_in_the_draft(script, recorder):
    script([{"text": "hi"}])
    terminal = recorder(early=b"hello")
    terminal.wait(b"Auto (")
    terminal.wait(b"\x1b[c")
    output = terminal.quiet()
    assert output.rsplit(b"\x1b[J", 1)[-1].count(b"hello") == 1  # in the rows drawn last
    terminal.write(b"\r")
    terminal.wait("› hello\x1b[0m\r\n".encode())


# TUI-16: a terminal that takes 2 KB a second.
def test_a_slow_terminal_drops_frames_and_no_lines(world, script, recorder):
    text = "\n\n".join(f"Line number {n}." for n in range(1, 401))
    script([{"text": text, "chunk": 30, "delay_ms": 1}])
    terminal = start(recorder)
    terminal.throttle(2000)
    began = time.monotonic()
    terminal.write(b"go\r")
    # The turn ends by itself long before the terminal has shown it.
    while '"end_turn"' not in (last := "".join(p.read_text() for p in world.session_files())):
        assert time.monotonic() - began < 60, last[-500:]
        time.sleep(0.05)
    terminal.throttle(0)
    terminal.wait(b"Line number 400.", 60)
    terminal.wait(b" s \xc2\xb7 ", 60)
    terminal.quiet()
    output = terminal.output()
    numbers = re.findall(rb"Line number (\d+)\.\r\n", output)
    # The open row shows a line before it is committed.
    finished = [int(n) for at, n in enumerate(numbers) if at == 0 or numbers[at - 1] != n]
    assert finished == list(range(1, 401))
    assert len(output) < 60_000
    terminal.write(b"draft")
    terminal.wait(b"draft")


# TUI-36: a large paste is one unit and one frame.
def test_a_megabyte_is_pasted_as_one_unit(script, recorder):
    script([{"text": "hi"}])
    terminal = start(recorder)
    before = terminal.mark()
    terminal.write(b"\x1b[200~" + b"pasted line of text\n" * 50_000 + b"\x1b[201~")
    terminal.wait(b"[pasted", since=before)
    terminal.quiet()
    assert len(terminal.output(before)) < 2000


# TUI-141
def test_reduced_motion_turns_nothing(world, script, recorder):
    script([{"text": "late", "delay_ms": 5000}])
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "ingot": {"tui": {"reducedMotion": True}}})
    terminal = start(recorder)
    terminal.write(b"go\r")
    terminal.wait(b"waiting for the model")
    assert "•".encode() in terminal.output()
    time.sleep(0.3)
    before = terminal.mark()
    time.sleep(3)
    assert len(terminal.bursts(before)) <= 1


# TUI-15: what is left to draw when a turn has ended follows by itself.
def test_a_fast_answer_is_drawn_to_its_end(script, recorder):
    text = "\n\n".join(f"Line number {n} of a long answer." for n in range(6000))
    script([{"text": text, "chunk": 4000}] * 4)
    terminal = start(recorder)
    for _ in range(4):
        before = terminal.mark()
        terminal.write(b"go\r")
        terminal.wait(b"Line number 5999", 20, since=before)
        terminal.quiet()

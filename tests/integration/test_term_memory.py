"""Memory and echo while a tool prints much (TUI-16, TUI-32, TUI-157)."""

import pathlib
import statistics
import time

import pytest

LINE = "Line of the output of a command, sixty-four bytes with its end."
MANY = 50_000_000
COMMAND = f"yes '{LINE}' | head -c {{}}; echo THE-END"


def call(command: str) -> list:
    return [{"name": "Execute", "input": {"command": command, "summary": "prints",
                                          "riskLevel": {"value": "low", "reason": "prints"}}}]


def run(terminal, name: bytes) -> None:
    before = terminal.mark()
    terminal.write(b"go\r")
    terminal.wait(name, 120, since=before)
    terminal.wait(b" s \xc2\xb7 ", since=before)
    terminal.quiet()


# TUI-157: 50 MB of output leave next to nothing in memory, at no time.
def test_fifty_megabytes_of_output_add_little_memory(world, script, recorder):
    if b"__asan_init" in pathlib.Path(world.binary).read_bytes():
        pytest.skip("AddressSanitizer keeps what is freed")
    script([{"calls": call(COMMAND.format(500_000))}, {"text": "first answer"},
            {"calls": call(COMMAND.format(MANY))}, {"text": "second answer"}])
    terminal = recorder("--auto", "high")
    terminal.wait(b"\x1b[c")
    run(terminal, b"first answer")
    before = terminal.resident("VmHWM")
    run(terminal, b"second answer")
    assert terminal.resident("VmHWM") - before <= 4096


# TUI-32: keys are echoed meanwhile.
def test_keys_are_echoed_while_a_tool_prints(script, recorder):
    script([{"calls": call(f"timeout 60 yes '{LINE}'")}, {"text": "the answer"}])
    terminal = recorder("--auto", "high")
    terminal.wait(b"\x1b[c")
    terminal.write(b"go\r")
    terminal.wait(LINE[:20].encode())
    times = []
    for key in b"QXZJ&%#" * 15:
        before = terminal.mark()
        began = time.monotonic()
        terminal.write(bytes([key]))
        terminal.wait(bytes([key]), since=before)
        times.append(time.monotonic() - began)
        time.sleep(0.01)
    assert statistics.median(times) < 0.02
    terminal.write(b"\x1b")
    terminal.wait(b"interrupted")

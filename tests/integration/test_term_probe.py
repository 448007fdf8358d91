"""What the terminal is asked after the first frame, and what becomes of its answers (TUI-40, 41)."""

import fcntl
import re
import struct
import termios
import time

import pytest
from terminals import OFF, QUERIES

SILENT = dict.fromkeys(QUERIES, OFF)
PROBE = b"\x1b[c"


def start(recorder, **more):
    terminal = recorder(**more)
    terminal.wait(b"Auto (")
    return terminal


def test_nothing_is_asked_before_the_first_frame_and_everything_after_it(script, recorder):
    script([{"text": "hi"}])
    terminal = start(recorder)
    output = terminal.wait(PROBE)
    frame = output.index(b"Auto (")
    for query in [b"\x1b[>0q", b"\x1b[?2026$p", b"\x1b[?2031$p", b"\x1b[?u", b"\x1b]10;?", b"\x1b]11;?"]:
        assert frame < output.index(query) < output.index(PROBE)


# TUI-41: kitty's keys when they were answered for, else those of xterm; 2031 when known.
@pytest.mark.parametrize("answers, wanted, unwanted", [
    ({}, [b"\x1b[>1u", b"\x1b[?2031h"], [b"\x1b[>4;1m"]),
    ({"kitty": OFF}, [b"\x1b[>4;1m"], [b"\x1b[>1u"]),
    ({"2031": b"\x1b[?2031;0$y"}, [b"\x1b[>1u"], [b"\x1b[?2031h"]),
    (SILENT, [b"\x1b[>4;1m"], [b"\x1b[>1u", b"\x1b[?2031h"])])
def test_modes_are_switched_on_by_their_answers_and_off_at_the_end(script, recorder, answers, wanted,
                                                                   unwanted):
    script([{"text": "hi"}])
    terminal = start(recorder, answers=answers)
    for one in wanted:
        terminal.wait(one)
    terminal.write(b"\x03\x03")
    assert terminal.exit_status() == 0
    output = terminal.output()
    for one in unwanted:
        assert one not in output
    assert terminal.left_on() == [] and terminal.settings() == terminal.before


# TUI-12: only where it is known.
@pytest.mark.parametrize("answer, expected", [(b"\x1b[?2026;2$y", True), (b"\x1b[?2026;0$y", False),
                                              (OFF, False)])
def test_frames_are_synchronized_where_that_was_answered(script, recorder, answer, expected):
    script([{"text": "one\n\ntwo\n\nthree"}])
    terminal = start(recorder, answers={"2026": answer})
    terminal.wait(PROBE)
    terminal.quiet()
    before = terminal.mark()
    terminal.write(b"go\r")
    terminal.wait(b"three", since=before)
    terminal.quiet()
    changes = re.findall(rb"\x1b\[\?2026([hl])", terminal.output(before))
    assert bool(changes) == expected
    assert changes == [b"h", b"l"] * (len(changes) // 2)
    for _, burst in terminal.bursts(before, 0.02):
        assert burst.count(b"\x1b[?2026h") == burst.count(b"\x1b[?2026l")


# TUI-40: late and split answers are swallowed, not typed into the draft.
@pytest.mark.parametrize("name", [name for name in QUERIES if name != "size"])
def test_late_and_split_answers_are_never_inserted(script, recorder, name):
    script([{"text": "hi"}])
    answers = {**SILENT, name: (None, "cut", 0.03)}
    terminal = start(recorder, answers=answers)
    terminal.wait(PROBE)
    time.sleep(0.03 * len(QUERIES[name][1]) + 0.3)
    # What the draft holds is what is sent and committed.
    before = terminal.mark()
    terminal.write(b"draft\r")
    terminal.wait("› draft".encode(), since=before)


@pytest.mark.parametrize("delay", [0, 0.12])
def test_answers_are_not_left_for_the_shell_when_quitting_at_once(script, recorder, delay):
    script([{"text": "hi"}])
    slow = {name: delay for name in QUERIES} if delay else {}
    terminal = recorder(answers=slow)
    terminal.wait(b"Auto (")
    terminal.write(b"\x03\x03")
    assert terminal.exit_status() == 0
    time.sleep(delay + 0.1)
    waiting = struct.unpack("i", fcntl.ioctl(terminal.fd, termios.TIOCOUTQ, b"\0" * 4))[0]
    assert waiting == 0


# TUI-17: no frame while the terminal has another size than the kernel tells; TUI-40: the answer is
# nobody's typing, and not left for the shell.
def test_a_terminal_is_asked_for_its_size_after_a_resize(script, recorder):
    script([{"text": "hi"}])
    terminal = start(recorder, answers={"size": (b"\x1b[8;30;60t", "cut", 0.003)})
    terminal.quiet()
    before = terminal.mark()
    terminal.resize(70, 30)
    terminal.wait(b"\x1b[18t", since=before)
    terminal.quiet(0.2)
    assert terminal.output(before) == b"\x1b[18t"
    terminal.resize(60, 30)
    terminal.wait("Auto (".encode(), since=before)
    before = terminal.mark()
    terminal.write(b"draft\r")
    terminal.wait("› draft".encode(), since=before)


def test_the_size_is_not_left_for_the_shell(script, recorder):
    script([{"text": "hi"}])
    terminal = start(recorder, answers={"size": 0.1})
    terminal.quiet()
    before = terminal.mark()
    terminal.resize(70, 30)
    terminal.wait(b"\x1b[18t", since=before)
    terminal.write(b"\x03\x03")
    assert terminal.exit_status() == 0
    time.sleep(0.2)
    waiting = struct.unpack("i", fcntl.ioctl(terminal.fd, termios.TIOCOUTQ, b"\0" * 4))[0]
    assert waiting == 0

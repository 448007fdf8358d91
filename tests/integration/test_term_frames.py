"""What the interactive terminal sends for a frame, a key, a session."""

import re


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

"""Colours, themes, title, notifications: TUI-120..124, 130..133."""

import json
import re

import pytest
from terminals import OFF

COLOUR = re.compile(rb"\x1b\[[\d;]*?\b(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[\d;]*m")
WHITE = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
TEXT = "# Title\n\n`code` and **bold**\n\n```python\ndef f(x):\n    return 'text'\n```\n"


def run(recorder, *words, **more):
    terminal = recorder(*words, **more)
    terminal.wait(b"\x1b[c")
    terminal.quiet()
    before = terminal.mark()
    terminal.write(b"go\r")
    terminal.wait(b" s \xc2\xb7 ", since=before)
    terminal.quiet()
    return terminal.output(before)


# TUI-120: sixteen names, refined only where more is known and the background was told.
@pytest.mark.parametrize("variables, background, refined", [
    ({"TERM": "xterm"}, WHITE, rb"\x1b\[[\d;]*38;"),
    ({"TERM": "xterm-256color"}, WHITE, rb"\x1b\[[\d;]*38;5;"),
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, WHITE, rb"\x1b\[[\d;]*38;2;"),
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, OFF, rb"\x1b\[[\d;]*38;")])
def test_the_depth_of_colours_follows_the_terminal(script, recorder, variables, background, refined):
    script([{"text": TEXT}])
    output = run(recorder, answers={"background": background}, **variables)
    wants = background is not OFF and variables["TERM"] != "xterm"
    assert bool(re.search(refined, output)) == wants
    # TUI-121: neither background nor palette nor default colours are touched.
    plain = re.sub(rb"38;(?:5;\d+|2;\d+;\d+;\d+)", b"38", output)
    assert not re.search(rb"\x1b\[(?:\d+;)*(?:4[0-8]|10[0-7])[;m]", plain)
    assert not re.search(rb"\x1b\](?:4|10|11|104|110|111);[^?]", plain)


# TUI-123
@pytest.mark.parametrize("words, variables, colours", [
    ([], {"NO_COLOR": "1"}, False), (["--color", "never"], {}, False),
    (["--color", "always"], {"NO_COLOR": "1"}, True),
    ([], {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, True), ([], {}, True)])
def test_no_color_and_its_opposites_are_obeyed(script, recorder, words, variables, colours):
    script([{"text": TEXT}, {"calls": [{"name": "Read", "input": {"file_path": "/nowhere"}}]}])
    terminal = recorder(*words, **variables)
    terminal.wait(b"\x1b[c")
    for _ in range(2):
        before = terminal.mark()
        terminal.write(b"go\r")
        terminal.wait(b" s \xc2\xb7 ", since=before)
    terminal.quiet()
    assert bool(COLOUR.search(terminal.output())) == colours


# TUI-121: a notice in mid-session.
def test_a_notice_of_light_colours_changes_what_is_drawn_next(script, recorder):
    script([{"text": TEXT}, {"text": TEXT}])
    terminal = recorder(COLORTERM="truecolor")
    terminal.wait(b"\x1b[?2031h")
    terminal.quiet()
    dark = re.findall(rb"38;2;[\d;]+", terminal.output())
    terminal.answers["background"] = WHITE
    before = terminal.mark()
    terminal.write(b"\x1b[?997;2n")
    terminal.wait(b"\x1b]11;?", since=before)
    terminal.quiet()
    light = re.findall(rb"38;2;[\d;]+", terminal.output(before))
    assert light and dark and set(light).isdisjoint(dark)


# TUI-124
def test_themes_are_chosen_while_they_are_seen(world, script, recorder):
    script([{"text": "hi"}])
    folder = world.home / ".factory/ingot/themes"
    folder.mkdir(parents=True)
    (folder / "mine.json").write_text(json.dumps({"colors": {"red": "#ff0102"}}))
    terminal = recorder(COLORTERM="truecolor", answers={"background": OFF})
    terminal.wait(b"\x1b[c")
    terminal.write(b"/themes\r")
    terminal.wait(b"colour-blind")
    terminal.wait(b"mine")
    terminal.write(b"\x1b[A")  # up from the first: the last
    terminal.wait(b"38;2;255;1;2")
    terminal.write(b"\r")
    terminal.wait(b"mine", since=terminal.mark())
    assert json.loads(world.settings.read_text())["theme"] == "mine"


def test_a_theme_that_does_not_exist_is_named_with_those_that_do(world, script, recorder):
    script([{"text": "hi"}])
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "theme": "nope"})
    terminal = recorder()
    terminal.wait(b'there is no theme "nope"')
    terminal.wait(b"colour-blind")


# TUI-132: the folder until the session has a name; each is set once, whatever happens meanwhile.
def test_the_title_is_the_sessions_and_given_back(world, script, recorder):
    script([{"text": "hi"}, {"text": "ho"}])
    terminal = recorder()
    terminal.wait(f"\x1b]0;ingot: {str(world.project)[:40]}".encode())
    terminal.write(b"why does it loop\r")
    terminal.wait(b"\x1b]0;ingot: why does it loop\x1b\\")
    terminal.write(b"and now\r")
    terminal.wait(b"ho")
    terminal.write(b"/rename the \xc2\x9b2J loop\r")
    terminal.wait("\x1b]0;ingot: the ⟨CSI 2J⟩ loop\x1b\\".encode())
    terminal.write(b"\x03\x03")
    terminal.exit_status()
    output = terminal.output()
    assert output.count(b"\x1b]0;") == 3
    assert output.index(b"\x1b[22;0t") < output.index(b"\x1b]0;") < output.index(b"\x1b[23;0t")


# TUI-130, 131: nothing is rung for a short turn; progress only for terminals that show it.
def test_progress_is_shown_where_it_is_known_and_always_cleared(script, recorder):
    script([{"text": "word " * 100, "chunk": 5, "delay_ms": 10}])
    terminal = recorder(TERM_PROGRAM="ghostty")
    terminal.wait(b"\x1b[c")
    terminal.write(b"go\r")
    terminal.wait(b"\x1b]9;4;3\x1b\\")
    terminal.process.terminate()
    terminal.exit_status()
    assert terminal.left_on() == []


def test_waiting_for_the_user_is_notified_only_when_the_focus_is_away(world, script, recorder):
    call = {"name": "Create", "input": {"file_path": f"{world.project}/x", "content": "x"}}
    script([{"calls": [call]}, {"calls": [call]}])
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "awaitingInputSound": "off"})
    terminal = recorder(TERM_PROGRAM="ghostty")
    terminal.wait(b"\x1b[?1004h")
    terminal.write(b"go\r")
    terminal.wait(b"Allow this change?")
    terminal.quiet()
    assert b"\x1b]9;ingot" not in terminal.output() and b"\a" not in terminal.output()
    terminal.write(b"\x1b")
    terminal.wait(b" s \xc2\xb7 ")
    terminal.quiet()
    terminal.write(b"\x1b[O")
    before = terminal.mark()
    terminal.write(b"go\r")
    terminal.wait(b"\x1b]9;ingot: ", since=before)

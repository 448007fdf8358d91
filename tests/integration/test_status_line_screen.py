"""/statusline, /terminal-setup and the tip of tmux."""

import json
import re

from terminals import say, start


def saved(world) -> dict:
    return json.loads(world.settings.read_text()).get("statusLine", {})


# cli.md 11, TUI-103, TUI-114: show, try, set, remove
def test_a_status_line_is_tried_saved_and_removed(world, script, window):
    script([{"text": "an answer"}] * 3)
    tm = window(100, 30)
    start(world, tm)
    say(tm, "/statusline")
    tm.wait(r"(?s)Command +none")
    tm.key("Enter")
    tm.wait("reads the state as JSON")
    tm.type("printf 'one\\ntwo\\nthree\\n'")
    tm.key("Enter")
    # It runs at once, and nothing is saved yet.
    tm.wait(r"(?s)it shows:\n +one\n")
    assert saved(world) == {}
    tm.key("Escape")
    tm.wait("for commands")
    tm.wait("(?s)^(?!.*one)")
    say(tm, "/statusline printf 'one\\ntwo\\nthree\\n'")
    tm.wait("(?m)^› Save it")
    tm.key("Up", "Up")
    tm.wait("(?m)^› Rows, at most")
    tm.key("Right", "Right")
    tm.wait(r"(?s)Rows, at most +3.*it shows:\n +one\n +two\n +three")
    tm.key("Down")
    tm.wait("(?m)^› Blanks before them")
    tm.key("Right")
    tm.wait(r"(?s)Blanks before them +1")
    tm.key("Down")
    tm.wait("(?m)^› Save it")
    tm.key("Enter")
    tm.wait("statusLine.padding = 1")
    assert saved(world) == {"command": "printf 'one\\ntwo\\nthree\\n'", "maxRows": 3, "padding": 1}
    tm.wait(r"(?m)^ one\n two\n three$")
    # One that fails says why, and what was saved is still there afterwards.
    say(tm, "/statusline echo broken >&2; exit 3")
    tm.wait("it shows nothing: it ended with status 3: broken")
    tm.key("Escape")
    tm.wait(r"(?m)^ one\n two\n three$")
    assert "statusLine shows nothing" not in tm.all()
    say(tm, "/statusline")
    tm.wait("Remove it")
    tm.type("remove")
    tm.wait("(?m)^› Remove it")
    tm.key("Enter")
    tm.wait("statusLine is removed")
    assert saved(world) == {}
    tm.wait("(?s)^(?!.*three$)")


# TUI-140: the command runs once and says what it printed.
def test_a_status_line_in_plain_lines(world, script, recorder):
    script([{"text": "an answer"}])
    terminal = recorder("--plain")
    terminal.wait(b"You: ")
    terminal.write(b"/statusline echo hello there\n")
    terminal.wait(b"\nhello there")
    output = terminal.wait(b"Number, or Enter to leave: ").decode()
    number = re.search(r"(?m)^(\d+)\. Save it", output)[1]
    terminal.write(f"{number}\n".encode())
    terminal.wait(b"statusLine.command")
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0
    assert saved(world)["command"] == "echo hello there"


def inside_tmux(tm) -> str:
    return tm.tmux("display", "-p", "#{socket_path},#{pid},0").strip()


# TUI-45: one tip, once; none where the option is on.
def test_a_tmux_without_extended_keys_gives_one_tip_once(world, script, window):
    script([{"text": "an answer"}])
    tm = window(120, 30)
    tm.type(f"export TMUX={inside_tmux(tm)}")
    tm.key("Enter")
    # On: nothing to say. Off: said at the first start, not again.
    for option, told in [("on", False), ("off", True), ("off", False)]:
        tm.tmux("set", "-s", "extended-keys", option)
        say(tm, "clear")
        tm.wait(r"(?m)\A\$ *$")
        start(world, tm)
        if told:
            tm.wait("tip: this tmux takes Shift+Enter for Enter; /terminal-setup")
        say(tm, "/status")
        tm.wait("endpoint")
        assert tm.screen().count("tip: ") == int(told)
        say(tm, "/quit")
        tm.wait(r"(?m)^\$ *$")


# TUI-45: what the terminal delivers, and what to add to its configuration.
def test_terminal_setup_says_what_this_terminal_delivers(world, script, window):
    script([{"text": "an answer"}])
    tm = window(120, 30)
    tm.type(f"export TMUX={inside_tmux(tm)}")
    tm.key("Enter")
    start(world, tm)
    say(tm, "/terminal-setup")
    tm.wait("Press Shift+Enter")
    tm.key("Enter")
    tm.wait("Press Alt+Enter")
    tm.key("M-Enter")
    tm.wait("Press Ctrl+Enter")
    tm.type("n")
    shown = tm.wait("set -s extended-keys on")
    for wanted in ["✗ Shift+Enter  comes as Enter: it would send", "✓ Alt+Enter  begins a new line",
                   "✗ Ctrl+Enter  does nothing", "Ctrl+J, and \\ then Enter", "~/.tmux.conf"]:
        assert wanted in shown, shown


def test_terminal_setup_in_plain_lines(script, recorder):
    script([{"text": "an answer"}])
    terminal = recorder("--plain", TERM_PROGRAM="Apple_Terminal")
    terminal.wait(b"You: ")
    terminal.write(b"/terminal-setup\n/quit\n")
    assert terminal.exit_status() == 0
    output = terminal.output()
    assert b"no key begins a new line" in output and b"Use Option as Meta key" in output

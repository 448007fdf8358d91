"""Slash commands of the interactive terminal, in real tmux and as plain lines."""

import json
import pathlib
import re

import pytest
from terminals import say, start


class Held:
    """A call that keeps the agent at work until it is let go."""

    def __init__(self, world):
        self.file = world.project / "go-on"
        self.call = {"name": "Execute", "input": {
            "command": "while [ ! -e go-on ]; do sleep 0.1; done", "timeout": 600}}

    def let_go(self) -> None:
        self.file.write_text("")


@pytest.fixture
def held(world):
    return Held(world)


# cli.md 11: other names of one command
def test_help_tells_arguments_aliases_and_an_example(script, window, world):
    script([{"text": "hello"}])
    tm = window(100, 80)
    start(world, tm)
    for number, typed in enumerate(["/help compress", "/help /compact", "/help handoff"], 1):
        say(tm, typed)
        shown = tm.wait(rf"(?s)(example: /compress.*){{{number}}}")
        assert "/compress [focus]  summarise" in shown and "also: /compact, /handoff" in shown
        assert "waits until the turn has ended" in shown
    say(tm, "/help clera")
    tm.wait("there is no command /clera; did you mean /clear")
    say(tm, "/help")
    for wanted in ["(also /clear)", "(also /resume)", "(also /compact, /handoff)",
                   "(also /exit)"]:
        assert wanted in tm.wait("unfold the last paste")


# CLI-90, TUI-59: near matches, and what was typed stays, a folded paste with it.
def test_an_unknown_command_stays_in_the_draft(script, window, world):
    script([{"text": "hello"}])
    tm = window(100, 30)
    start(world, tm)
    say(tm, "/compres the parser")
    shown = tm.wait("there is no command /compres; did you mean /compress")
    assert re.search(r"(?m)^› /compres the parser", shown), shown
    tm.key("C-u")
    tm.tmux("set-buffer", "\n".join(f"row {n}" for n in range(20)))
    tm.type("/qqqqqqqq ")
    tm.tmux("paste-buffer", "-p")
    tm.wait("[pasted #1: 20 lines")
    tm.key("Enter")
    shown = tm.wait("there is no command /qqqqqqqq")
    assert "did you mean" not in shown.split("/qqqqqqqq")[1]
    tm.wait(r"(?m)^› /qqqqqqqq \[pasted #1: 20 lines")


@pytest.mark.parametrize("word", ["/quit", "/exit", "quit", "exit"])
def test_each_word_for_leaving_leaves(script, window, world, word):
    script([{"text": "hello"}])
    tm = window(100, 30)
    start(world, tm)
    say(tm, word)
    tm.wait(r"(?s)\$ .*\n\$ *\n")


# CLI-91: commands that read work while the model does; others wait and stay in the draft.
def test_reading_commands_work_while_the_agent_does(script, window, world, held):
    script([{"calls": [held.call]}, {"text": "finished"}])
    tm = window(100, 40)
    start(world, tm, "--auto", "high")
    say(tm, "go")
    tm.wait("esc to interrupt")
    for command, wanted in [("/status", "endpoint"), ("/help cost", "works while the agent does"),
                            ("/diagnostics", "no problems"), ("/cost", "role      requests"),
                            ("/context", "Context")]:
        say(tm, command)
        tm.wait(wanted)
        assert "esc to interrupt" in tm.screen()
    for command in ["/clear", "/resume", "/handoff"]:
        say(tm, command)
        tm.wait(f"{command} waits until the turn has ended")
        tm.key("C-u")
    tm.key("Escape")
    tm.wait("(?m)^interrupted")
    say(tm, "/clear")
    tm.wait("a new session begins")


# CLI-91 in plain mode: a reading command answers within the turn, /quit after it.
def test_plain_lines_read_while_the_agent_works(script, recorder, held):
    script([{"calls": [held.call]}, {"text": "the end"}])
    terminal = recorder("--plain", "--auto", "high")
    terminal.wait(b"You: ")
    terminal.write(b"go\n/help handoff\n/quit\n")
    output = terminal.wait(b"also: /compact, /handoff")
    assert b"the end" not in output
    held.let_go()
    assert terminal.exit_status(60) == 0
    assert b"the end" in terminal.output() and b"\x1b" not in terminal.output()


# TUI-116: queued messages are seen, reordered, changed and deleted, and delivered as they then stand.
def test_the_queue_is_a_list(script, window, world, held):
    script([{"calls": [held.call]}, {"text": "finished"}])
    tm = window(100, 30)
    start(world, tm, "--auto", "high")
    say(tm, "/queue")
    tm.wait("no message is queued")
    say(tm, "go")
    tm.wait("esc to interrupt")
    for text in ["first", "second", "third", "fourth"]:
        say(tm, text)
        tm.wait(f"queued: {text}" if text != "fourth" else "+1")
    say(tm, "/queue")
    tm.wait("Queued messages")
    tm.type("third")
    tm.wait("(?m)^› third")
    tm.key("C-t")
    tm.key("Escape")
    tm.wait(r"(?s)› third.*first.*second.*fourth")
    tm.key("Right")
    tm.wait(r"(?s)first.*› third.*second.*fourth")
    tm.key("Down")
    tm.wait("(?m)^› second")
    tm.key("C-x")
    tm.wait(r"(?s)first.*third.*› fourth")
    tm.key("Enter")
    tm.wait("(?m)^› fourth")
    say(tm, " of them")
    tm.wait("queued: fourth of them")
    queued = re.findall(r"queued: (.*?)(?: +↑ edit)?$", tm.screen(), re.M)
    assert queued == ["first", "third", "fourth of them"]
    # Those that are delivered while the list is open leave it.
    say(tm, "/queue")
    tm.wait("Queued messages")
    held.let_go()
    tm.wait("nothing is left")
    tm.key("Escape")
    tm.wait(r"(?s)› first\n.*› third\n.*› fourth of them\n.*finished")
    assert "› second\n" not in tm.all()


# TUI-116, TUI-140: the same by number and letter.
def test_the_queue_as_plain_lines(script, recorder, held):
    script([{"calls": [held.call]}, {"text": "and more"}, {"text": "and more"}])
    terminal = recorder("--plain", "--auto", "high")
    terminal.wait(b"You: ")
    terminal.write(b"go\n")
    terminal.wait(b"You: go\r\nYou: go")  # typed, and begun
    for text in [b"first", b"second", b"third"]:
        before = terminal.mark()
        terminal.write(text + b"\n")
        terminal.wait(b"queued", since=before)
    terminal.write(b"/queue\n")
    output = terminal.wait(b"Number, or Enter to leave: ").decode()
    assert "1. first" in output and "3. third" in output
    assert "A number and a letter: x: delete, t: to the front" in output
    for line, wanted in [(b"1x\n", b"2. third"), (b"2 t\n", b"1. third"), (b"1\n", b"Instead of: third"),
                         (b"the third one\n/queue\n", b"1. the third one"), (b"\n", b"")]:
        before = terminal.mark()
        terminal.write(line)
        terminal.wait(wanted, since=before)
    terminal.write(b"/quit\n")
    held.let_go()
    assert terminal.exit_status(60) == 0
    output = terminal.output().decode().replace("\r\n", "\n")
    assert "\nYou: the third one\n" in output and "\nYou: second\n" in output
    assert "You: first\n" not in output and "\x1b" not in output


def titles(shown: str) -> list[str]:
    """The titles of the sessions in a list on the screen, from the top."""
    return re.findall(r"(?m)^[›●\s]{2}(\w[\w ]*?(?: ★)?) +\d+ min", shown)


def session_of(world, first_words: str) -> pathlib.Path:
    for path in world.session_files():
        if f'"{first_words}"' in path.read_text():
            return path
    raise AssertionError(f"no session begins with {first_words}")


# CLI-47, CLI-58, CLI-59, TUI-113, TUI-116
def test_sessions_are_marked_renamed_and_archived(world, script, window):
    script([{"text": "an answer"}] * 9)
    elsewhere = world.home / "elsewhere"
    elsewhere.mkdir()
    for folder, words in [(elsewhere, "far away"), (world.project, "alpha words"),
                          (world.project, "beta words")]:
        assert world.ingot("exec", "--cwd", str(folder), words).returncode == 0
    tm = window(100, 30)
    start(world, tm)
    say(tm, "/favorite")
    tm.wait("there is no session to mark yet")
    say(tm, "/sessions")
    tm.wait("beta words")
    assert titles(tm.screen()) == ["beta words", "alpha words"]
    # Of all folders one becomes a favourite, and is then shown here too, first.
    tm.key("C-a")
    tm.wait("(?m)far away .*elsewhere")
    tm.type("far")
    tm.wait("(?m)^› far away")
    tm.key("C-s")
    tm.wait("far away ★")
    tm.key("Escape")
    tm.wait("alpha words")
    tm.key("C-a")
    tm.wait(r"(?s)far away ★ .*elsewhere.*beta words.*alpha words")
    far = session_of(world, "far away").stem
    marks = world.home / ".factory/sessions/.favorites"
    assert json.loads(marks.read_text()) == [far] and marks.stat().st_mode & 0o777 == 0o600
    tm.type("favourite")
    tm.wait("search: favourite")
    tm.wait("(?m)^› far away ★")
    assert titles(tm.screen()) == ["far away ★"]
    tm.key("Escape")
    # Another title, from where one was.
    tm.wait("alpha words")
    tm.type("alpha")
    tm.wait("(?m)^› alpha words")
    tm.key("C-r")
    tm.wait("Title: alpha words")
    tm.key("C-u")
    tm.type("gamma words")
    tm.key("Enter")
    tm.wait("(?m)^› gamma words")
    assert '"title":"gamma words"' in session_of(world, "alpha words").read_text()
    # Archived, brought back, archived.
    tm.type("gamma")
    tm.wait("search: gamma")
    for is_archived in [True, False, True]:
        tm.key("C-x")
        tm.wait("(?m)^archived *$" if is_archived else "(?s)^(?!.*\narchived)")
    tm.key("Enter")
    tm.wait("it is archived; ctrl+x brings it back")
    settings = session_of(world, "alpha words").with_suffix(".settings.json")
    assert json.loads(settings.read_text())["archivedAt"]
    tm.key("Escape", "Escape")
    tm.wait("for commands")
    say(tm, "/resume")
    tm.wait("beta words")
    tm.wait("(?s)^(?!.*gamma words)")
    tm.key("Escape")
    tm.wait("for commands")
    # The session at hand.
    say(tm, "delta words")
    tm.wait(r"(?m)^\d.* s · ")
    say(tm, "/favorite")
    tm.wait("this session is a favourite")
    assert len(json.loads(marks.read_text())) == 2
    say(tm, "/sessions")
    tm.wait("delta words ★")
    tm.type("delta")
    tm.wait("(?m)^. delta words ★")
    tm.key("C-x")
    tm.wait("this is the session at hand")
    tm.key("Escape", "Escape")
    tm.wait("for commands")
    say(tm, "/favorite")
    tm.wait("no longer a favourite")
    assert json.loads(marks.read_text()) == [far]


# CLI-55: archived ones are not gone on with unasked.
def test_the_newest_session_is_none_that_is_archived(world, script, recorder):
    script([{"text": "an answer"}] * 9)
    for words in ["alpha words", "beta words"]:
        assert world.ingot("exec", words).returncode == 0
    terminal = recorder("--plain")
    terminal.wait(b"You: ")
    terminal.write(b"/sessions\n")
    output = terminal.wait(b"Number, or Enter to leave: ").decode()
    assert "1. beta words" in output and "x: archive" in output
    terminal.write(b"1x\n")
    terminal.wait(b"1. alpha words")
    terminal.write(b"\n/quit\n")
    assert terminal.exit_status() == 0
    terminal = recorder("resume", "--last", "--plain")
    output = terminal.wait(b"You: ", since=0)
    terminal.wait(b"an answer")
    assert b"alpha words" in terminal.output() and b"beta words" not in terminal.output()
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0

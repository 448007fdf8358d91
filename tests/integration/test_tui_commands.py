"""Slash commands of the interactive terminal, in real tmux and as plain lines."""

import re

import pytest
from terminals import say, start


# cli.md 11: other names of one command
def test_help_tells_arguments_aliases_and_an_example(script, window, world):
    script([{"text": "hello"}])
    tm = window(100, 40)
    start(world, tm)
    for typed in ["/help compress", "/help /compact", "/help handoff"]:
        say(tm, "/redraw")
        say(tm, typed)
        shown = tm.wait("example: /compress")
        assert "/compress [focus]  summarise" in shown and "also: /compact, /handoff" in shown
        assert "waits until the turn has ended" in shown
        tm.tmux("clear-history")
        tm.key("C-l")
    say(tm, "/help clera")
    tm.wait("there is no command /clera; did you mean /clear")
    say(tm, "/help")
    tm.wait("(also /clear)")


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
def test_reading_commands_work_while_the_agent_does(script, window, world):
    script([{"text": "word " * 400, "chunk": 5, "delay_ms": 100}])
    tm = window(100, 40)
    start(world, tm)
    say(tm, "go")
    tm.wait("word word")
    for command, wanted in [("/status", "endpoint"), ("/help cost", "works while the agent does"),
                            ("/diagnostics", "no problems"), ("/cost", "Cost"),
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
def test_plain_lines_read_while_the_agent_works(script, recorder):
    script([{"text": "word " * 200 + "\n\nthe end", "chunk": 5, "delay_ms": 20}])
    terminal = recorder("--plain")
    terminal.wait(b"You: ")
    terminal.write(b"go\n/help handoff\n/quit\n")
    output = terminal.wait(b"also: /compact, /handoff")
    assert b"the end" not in output
    assert terminal.exit_status(60) == 0
    assert b"the end" in terminal.output() and b"\x1b" not in terminal.output()

"""Plain lines for terminals and readers that cannot take more, and no terminal at all: TUI-140..144."""

import json
import re
import subprocess
import time

import pytest
from terminals import Recorder

MARKS = re.compile("[›•✻✗✓·…\u2500-\u259f\u2800-\u28ff]")


def plain(recorder, *words, **more):
    terminal = recorder(*words, **more)
    terminal.wait(b"You: ")
    return terminal


# TUI-140: what somebody hears is understandable by itself.
def test_a_session_can_be_followed_by_its_words_alone(world, script, recorder):
    (world.project / "a.txt").write_text("one\ntwo\n")
    call = {"name": "Create", "input": {"file_path": f"{world.project}/new.txt", "content": "x\n"}}
    script([{"calls": [{"name": "Read", "input": {"file_path": f"{world.project}/a.txt"}}]},
            {"text": "# Found\n\nThe first paragraph.\n\nThe second one.\n\n- item", "chunk": 3},
            {"calls": [call]}, {"text": "It is written."}])
    terminal = plain(recorder, "--plain")
    terminal.write(b"look\n")
    terminal.wait(b"waiting for you.")
    before = terminal.mark()
    terminal.write(b"write\n")
    terminal.wait(b"Number", since=before)
    question = terminal.output(before).decode()
    assert "Allow this change?" in question and "1. Yes, once" in question and "9. No" in question
    terminal.write(b"1\n")
    terminal.wait(b"It is written.", since=before)
    terminal.wait(b"waiting for you.", since=before)
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0
    output = terminal.output()
    assert b"\x1b" not in output and b"\b" not in output
    text = output.decode().replace("\r\n", "\n")
    assert "\r" not in text and not MARKS.search(text)
    for line in ["You: look", "Tool: Read", "Found", "The first paragraph.", "The second one.",
                 "Done: allowed once"]:
        assert line in text, text
    assert re.search(r"(?m)^Done in [\d.]+ s,.* waiting for you\.$", text)
    assert (world.project / "new.txt").read_text() == "x\n"


# TUI-140: commands and their lists work by number.
def test_commands_and_lists_work_by_number(script, recorder):
    script([{"text": "hi"}])
    terminal = plain(recorder, ACCESSIBLE="1")
    terminal.write(b"/model\n")
    terminal.wait(b"Number, or Enter to leave: ")
    rows = re.findall(r"(?m)^(\d+)\. (\S+)", terminal.output().decode())
    number = next(n for n, name in rows if name.startswith("openai"))
    before = terminal.mark()
    terminal.write(b"700\n")
    terminal.wait(b"answer with one of the numbers", since=before)
    terminal.write(f"{number}\n".encode())
    terminal.wait(b"model: openai", since=before)
    for command, wanted in [(b"/help", b"/model"), (b"/status", b"session"), (b"/auto low", b"low"),
                            (b"/nonsense", b"nonsense")]:
        before = terminal.mark()
        terminal.write(command + b"\n")
        terminal.wait(wanted, since=before)
        terminal.wait(b"You: ", since=before)
    terminal.write(b"\x04")
    assert terminal.exit_status() == 0
    assert b"\x1b" not in terminal.output()


def test_ctrl_c_stops_the_turn_and_then_the_program(script, recorder):
    script([{"text": "word. " * 500, "chunk": 5, "delay_ms": 20}])
    terminal = plain(recorder, TERM="dumb")
    terminal.write(b"go\n")
    time.sleep(0.5)
    terminal.write(b"\x03")
    terminal.wait(b"interrupted")
    terminal.wait(b"You: ", since=terminal.mark() - 1)
    terminal.write(b"\x03")
    assert terminal.exit_status() == 130
    assert b"\x1b" not in terminal.output()


# TUI-142
@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"TERM": ""}])
def test_dumb_terminals_get_no_escape_byte(script, recorder, variables):
    script([{"text": "before \x1b]0;x\x07\x1b[2J after"}])
    terminal = plain(recorder, **variables)
    terminal.write(b"go\n")
    terminal.wait(b"after")
    terminal.wait(b"waiting for you.")
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0 and b"\x1b" not in terminal.output()


# TUI-143
def test_piped_text_is_the_prompt_and_the_answer_is_plain(world, script):
    script([{"text": "the **answer**"}])
    done = subprocess.run(f"echo hi | {world.binary} | cat -v", shell=True, capture_output=True,
                          text=True, cwd=world.project, env=world.environment, timeout=60)
    assert done.stdout == "the **answer**\n" and "\x1b" not in done.stderr


@pytest.mark.parametrize("how", ["</dev/null", "<&-"])
def test_no_input_at_all_is_a_usage_error(world, script, how):
    script([{"text": "hi"}])
    done = subprocess.run(["bash", "-c", f"{world.binary} {how}"], capture_output=True, text=True,
                          cwd=world.project, env=world.environment, timeout=60)
    assert done.returncode == 2 and done.stdout == "" and "prompt" in done.stderr
    assert "TUI" not in done.stderr and "terminal" not in done.stderr.lower()


def test_an_answer_that_goes_into_a_pipe_is_plain(world, script):
    script([{"text": "the **answer**"}])
    out = world.home / "out.txt"
    terminal = Recorder(["bash", "-c", f"{world.binary} 'what is it' > {out}"], world.environment,
                        world.project)
    assert terminal.exit_status() == 0
    terminal.stop()
    assert out.read_text() == "the **answer**\n"


# TUI-144
@pytest.mark.parametrize("words", [[], ["--plain"]])
def test_without_a_unicode_locale_only_ascii_is_sent(script, recorder, words):
    script([{"text": "caf\u00e9 \u2014 \u6f22 done\n\n- item\n\n| a | b |\n|---|---|\n| c | d |"}])
    terminal = recorder(*words, LC_ALL="C")
    terminal.wait(b"You: " if words else b"Auto (")
    terminal.write(b"go\n" if words else b"go\r")
    terminal.wait(b"waiting for you." if words else b" s ")
    terminal.quiet()
    terminal.write(b"/quit\n" if words else b"\x03\x03")
    assert terminal.exit_status() == 0
    output = terminal.output()
    assert all(byte < 0x80 for byte in output)
    assert b"caf\\u{00e9} - \\u{6f22} done" in output


def test_the_setting_makes_it_plain(world, script, recorder):
    script([{"text": "hi"}])
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "ingot": {"tui": {"screenReader": True}}})
    terminal = plain(recorder)
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0
    assert not re.search(rb"\x1b\[[\d;]*[A-HJK]", terminal.output())


# CFG-92, CFG-93: lines have no place for what stands until it is mended, so it is said.
def test_settings_are_reloaded_and_a_broken_save_is_told(world, script, recorder):
    script([{"text": "hi"}])
    settings = json.loads(world.settings.read_text())
    terminal = plain(recorder, "--plain")
    world.write_settings('{"customModels": [}')
    terminal.wait(b"settings.json:1:19: error E01")
    world.write_settings({**settings, "theme": "light"})
    terminal.wait(b"settings reloaded: theme")
    terminal.write(b"look\n")
    terminal.wait(b"waiting for you.")
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0
    assert b"\x1b" not in terminal.output()


# TUI-140, PRM-05: an answer that needs a screen is not among those that are read out.
def test_a_change_is_not_opened_in_an_editor_here(world, script, recorder):
    call = {"name": "Create", "input": {"file_path": f"{world.project}/new.txt", "content": "x\n"}}
    script([{"calls": [call]}, {"text": "It is written."}])
    terminal = plain(recorder, "--plain", EDITOR="false")
    terminal.write(b"write\n")
    question = terminal.wait(b"Number, or Enter to leave: ").decode()
    assert "1. Yes, once" in question and "editor" not in question and "\n7." not in question
    before = terminal.mark()
    terminal.write(b"7\n")
    terminal.wait(b"answer with one of the numbers", since=before)
    terminal.write(b"1\n")
    terminal.wait(b"It is written.", since=before)
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0

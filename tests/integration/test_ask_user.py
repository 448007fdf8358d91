"""Questions that the agent puts to the person: AskUser (cli.md), TUI-86, in real tmux and as plain lines."""

import json
import re
import time

import pytest
import servers
from terminals import say, start

STORAGE = {"topic": "Storage", "question": "Which database should it use?",
           "options": ["SQLite, one file and no server", "Postgres"]}
SYSTEMS = {"question": "Which systems?", "options": ["Linux", "macOS", "BSD"], "multiSelect": True}


def ask(*questions: dict) -> dict:
    return {"name": "AskUser", "input": {"questions": list(questions)}}


def choose(tm, *keys: str) -> None:
    """Once the question takes answers."""
    tm.wait("esc: dismiss")
    for key in keys:
        tm.key(key)


# TUI-86, TUI-80, TUI-83: one dialog, back and forth, and the model hears the answers.
@pytest.mark.parametrize("columns", [60, 120])
def test_the_person_is_asked(world, script, window, columns):
    script([{"calls": [ask(STORAGE, SYSTEMS, STORAGE)]}, {"text": "as you wish"},
            {"text": "and on"}])
    tm = window(columns, 24)
    start(world, tm)
    say(tm, "go")
    shown = tm.wait("1/3")
    assert "Storage" in shown and STORAGE["question"] in shown and "type another answer" in shown
    assert "1  SQLite, one file and no server" in shown and "…" not in shown.replace("typing…", "")
    choose(tm, "1")
    tm.wait("2/3")
    choose(tm, "Space", "3")
    tm.wait(r"(?s)\[x\] Linux.*\[ \] macOS.*\[x\] BSD")
    tm.key("Enter")
    tm.wait("3/3")
    tm.key("Left", "Left")
    tm.wait("1/3")
    tm.key("3")
    tm.wait("your answer:")
    tm.type("DuckDB")
    tm.key("Enter")
    tm.wait(r"(?s)2/3.*\[x\] Linux")
    tm.key("Enter")
    tm.wait("3/3")
    tm.key("2")
    tm.wait("as you wish")
    answers = ["Which database should it use? → DuckDB", "Which systems? → Linux, BSD",
               "Which database should it use? → Postgres"]
    told = tm.all()
    for answer in answers:
        assert told.count(f"✓ {answer}") == 1, told
    assert world.results() == ["\n".join(f"{i + 1}. {a}" for i, a in enumerate(answers))]

    # Gone on with, the transcript has the same lines.
    tm.wait(r"(?m)^\d+\.\d s · ")
    say(tm, "/quit")
    session = re.search(r"ingot resume (\S+)", tm.wait("ingot resume")).group(1)
    again = window(columns, 40)
    start(world, again, "resume", session)
    shown = again.wait("as you wish")
    for answer in answers:
        assert shown.count(f"✓ {answer}") == 1, shown
    assert "AskUser" not in shown
    say(again, "more")
    again.wait("and on")


# TUI-81, AUT-14: what is typed while the question appears goes to the draft. Esc dismisses, and the
# turn goes on.
def test_a_question_is_dismissed_and_the_turn_goes_on(world, script, window):
    script([{"calls": [ask(STORAGE)], "delay_ms": 400}, {"text": "then I take SQLite"}])
    tm = window(80, 24)
    start(world, tm)
    say(tm, "go")
    tm.wait("esc to interrupt")
    for _ in range(100):
        tm.type("1")
        if "Storage" in tm.screen():
            break
        time.sleep(0.05)
    for _ in range(5):
        tm.type("1")
        tm.key("Enter")
        time.sleep(0.05)
    choose(tm, "Escape")
    tm.wait("then I take SQLite")
    assert "the questions were dismissed" in tm.all()
    assert world.results() == ["The user dismissed the questions."]
    assert re.search(r"(?m)^› 1{5,}$", tm.screen()), tm.screen()


# An interruption leaves the question and the turn (TUI-72), at once.
def test_ctrl_c_leaves_the_question_and_the_turn(world, script, window):
    script([{"calls": [ask(STORAGE, SYSTEMS)]}, {"text": "never"}])
    tm = window(80, 24)
    start(world, tm)
    say(tm, "go")
    choose(tm, "1")
    tm.wait("2/2")
    tm.key("C-c")
    tm.wait("(?m)^interrupted")
    assert "2/2" not in tm.screen() and "never" not in tm.all()
    assert world.results() == ["Cancelled by user"]


# TUI-140: read out, and answered by numbers.
def test_questions_are_answered_by_number(world, script, recorder):
    text = ("1) [question] Which database?\n- [topic] Storage\n- [option] SQLite\n- [option] Postgres\n"
            "2) [question] Which name?\n- [option] one\n- [option] two")
    script([{"calls": [{"name": "AskUser", "input": {"questionnaire": text}}, ask(SYSTEMS)]},
            {"text": "as you wish"}])
    terminal = recorder("--plain")
    terminal.wait(b"You: ")

    def answer(wanted: str, number: str) -> None:
        terminal.wait(wanted.encode(), since=answer.mark)
        terminal.wait(b": ", since=answer.mark)
        answer.mark = terminal.mark()
        terminal.write(f"{number}\n".encode())

    answer.mark = terminal.mark()
    terminal.write(b"go\n")
    answer("3. type another answer", "2")
    answer("4. back to the question before", "3")
    answer("Your answer, then Enter:", "ingot")
    answer("5. done", "1")
    answer("1. Linux, chosen", "3")
    answer("3. BSD, chosen", "5")
    terminal.wait(b"waiting for you.", since=answer.mark)
    output = terminal.output().decode()
    assert "Storage  1/2" in output and "Several may be chosen." in output
    for line in ["Done: Which database? → Postgres", "Done: Which name? → ingot",
                 "Done: Which systems? → Linux, BSD"]:
        assert line in output, output
    assert "\x1b" not in output


# TUI-140: Ctrl+C leaves the question and the turn, an empty line only the question.
def test_a_question_read_out_can_be_left(world, script, recorder):
    script([{"calls": [ask(STORAGE)]}, {"calls": [ask(STORAGE)]}, {"text": "then I decide"}])
    terminal = recorder("--plain")
    terminal.wait(b"You: ")
    terminal.write(b"go\n")
    terminal.wait(b"Enter to leave: ")
    mark = terminal.mark()
    began = time.monotonic()
    terminal.write(b"\x03")
    terminal.wait(b"interrupted", since=mark)
    assert time.monotonic() - began < 5
    terminal.wait(b"You: ", since=mark)
    mark = terminal.mark()
    terminal.write(b"again\n")
    terminal.wait(b"Enter to leave: ", since=mark)
    terminal.write(b"\n")
    terminal.wait(b"then I decide", since=mark)
    assert world.results() == ["Cancelled by user", "The user dismissed the questions."]


# TUI-80, TUI-86: what is too long for the dialog stands whole above it, and no option is cut.
@pytest.mark.parametrize("columns", [60, 200])
def test_long_questions_are_whole(world, script, window, columns):
    words = " ".join(f"word{n}" for n in range(110))
    options = [f"option {n}: " + " ".join(f"part{n}{m}" for m in range(20)) for n in range(6)]
    script([{"calls": [ask({"question": words, "options": options})]}, {"text": "fine"}])
    tm = window(columns, 24)
    start(world, tm)
    say(tm, "go")
    tm.wait("esc: dismiss")
    seen = tm.all()
    for _ in range(6):
        tm.key("Down")
        time.sleep(0.2)
        seen += tm.screen()
    flat = re.sub(r"\s", "", seen)
    for text in [words, *options, "type another answer"]:
        assert text.replace(" ", "") in flat, text
    tm.key("3")
    tm.wait("fine")
    assert world.results() == [f"1. {words} → {options[2]}"]


# In a run without a person the model decides, and nothing waits.
def test_exec_has_nobody_to_ask(world, script):
    listed = world.ingot("exec", "--list-tools").stdout
    assert "TodoWrite" in listed and "AskUser" not in listed
    script([{"calls": [ask(STORAGE)]}, {"text": "I assume SQLite"}])
    done = world.ingot("exec", "go")
    assert done.returncode == 0 and done.stdout == "I assume SQLite\n", done.stderr
    [told] = world.results()
    assert told.startswith("Error: AskUser cannot be used in this run") and "assumption" in told


# PRV-10, invariant 1: where a person is the tool is offered, behind the others and in every request alike.
def test_the_tool_is_offered_where_somebody_is(world, script, window):
    script([{"calls": [ask(STORAGE)]}, {"text": "fine"}])
    recorder = servers.Recorder(int(re.search(r":(\d+)\"", world.settings.read_text()).group(1)))
    world.configure(recorder.port)
    tm = window(80, 24)
    start(world, tm)
    say(tm, "go")
    choose(tm, "2")
    tm.wait("fine")
    recorder.stop()
    tools = [json.loads(body)["tools"] for body in recorder.bodies]
    assert len(tools) >= 2 and [tool["name"] for tool in tools[0]][-3:] == [
        "TodoWrite", "AskUser", "ExitSpecMode"]
    assert all(each == tools[0] for each in tools)

"""/undo, /redo and /diff: what the model did to files, taken back by the person."""

import json
import re

import pytest
from file_calls import ask, create, edit, read
from terminals import say, start


def requests(world) -> str:
    return "".join(path.read_text() for path in world.session_files())


# CLI-61, cli.md 11: the last turn, the one before it, and forward again; the model is told.
def test_turns_are_undone_and_done_again(world, script, window):
    (world.project / "a.txt").write_text("one\ntwo\n")
    (world.project / "a.txt").chmod(0o640)
    script([{"calls": [read(world, "a.txt")]},
            {"calls": [edit(world, "a.txt", "one", "1"), create(world, "deep/b.txt", "made\n")]},
            {"text": "first done"},
            {"calls": [edit(world, "a.txt", "two", "2"),
                       {"name": "Execute", "input": {"command": "touch by-command"}}]},
            {"text": "second done"}, {"text": "understood"}])
    tm = window(140, 60)
    start(world, tm, "--auto", "high")
    say(tm, "/undo")
    tm.wait("no change of a file is left to undo")
    ask(tm, "first", 1)
    ask(tm, "second", 2)
    one = world.project / "a.txt"
    assert one.read_text() == "1\n2\n"
    say(tm, "/undo")
    tm.wait("undone: restored a.txt")
    tm.wait("1 command ran in that turn; what they changed stays")
    assert one.read_text() == "1\ntwo\n" and (world.project / "by-command").exists()
    say(tm, "/undo")
    tm.wait("undone: restored a.txt; removed deep/b.txt")
    assert one.read_text() == "one\ntwo\n" and not (world.project / "deep/b.txt").exists()
    assert one.stat().st_mode & 0o777 == 0o640
    say(tm, "/redo")
    tm.wait("done again: wrote a.txt, deep/b.txt")
    assert one.read_text() == "1\ntwo\n"
    assert (world.project / "deep/b.txt").read_text() == "made\n"
    # Somebody has changed it since: nothing is touched.
    one.write_text("mine\n")
    for command in ["/undo", "/redo"]:
        say(tm, command)
        tm.wait(rf"(?s)({'changed since then: .*a.txt.*' * (1 if command == '/undo' else 2)})")
    assert one.read_text() == "mine\n" and (world.project / "deep/b.txt").exists()
    ask(tm, "third", 3)
    assert "The developer has undone changes of yours: restored a.txt" in requests(world)


# A turn that goes on is not taken back.
def test_undo_waits_for_the_end_of_the_turn(world, script, window):
    script([{"calls": [create(world, "a.txt", "text\n")]},
            {"text": "word " * 300, "chunk": 5, "delay_ms": 100}])
    tm = window(100, 30)
    start(world, tm, "--auto", "high")
    say(tm, "go")
    tm.wait("word word")
    say(tm, "/undo")
    tm.wait("/undo waits until the turn has ended")
    assert (world.project / "a.txt").exists()


# A later process, a copy of the session, and its summary know what was done before.
@pytest.mark.parametrize("how", ["resume", "fork", "compress"])
def test_what_a_session_goes_on_from_can_be_undone(world, script, window, how):
    script([{"calls": [create(world, "a.txt", "text\n")]}, {"text": "done"}] +
           [{"text": "summary and answers"}] * 4)
    assert world.ingot("exec", "--auto", "high", "make it").returncode == 0
    tm = window(120, 40)
    start(world, tm, "resume", "--last")
    if how == "fork":
        say(tm, "/fork")
        tm.wait("goes on in a copy")
    if how == "compress":
        ask(tm, "go on", 1)
        say(tm, "/compress")
        tm.wait("begins with the summary")
    if how != "resume":
        say(tm, "hello again")
        tm.wait(r"(?s)› hello again\n.*\d s · ")
    say(tm, "/undo")
    tm.wait("undone: removed a.txt")
    assert not (world.project / "a.txt").exists()
    say(tm, "/redo")
    tm.wait("done again: wrote a.txt")
    assert (world.project / "a.txt").read_text() == "text\n"


# TUI-97, TUI-116: from what the session found to what is there now, file by file.
def test_diff_shows_all_of_it_together(world, script, window):
    lines = [f"line {n}\n" for n in range(60)]
    (world.project / "a.txt").write_text("".join(lines))
    script([{"calls": [read(world, "a.txt")]},
            {"calls": [edit(world, "a.txt", "line 7\n", "line seven\n")]},
            {"calls": [edit(world, "a.txt", "line seven\n", "line VII\n"),
                       create(world, "new.py", "def f():\n    pass\n"),
                       create(world, "back.txt", "x\n")]},
            {"text": "done"}])
    tm = window(100, 40)
    start(world, tm, "--auto", "high")
    say(tm, "/diff")
    tm.wait("there is no session to show yet")
    ask(tm, "go", 1)
    (world.project / "back.txt").unlink()
    say(tm, "/diff")
    shown = tm.wait("changes of session ")
    assert re.search(r"changes of session \w+: 2 files", shown)
    assert re.search(r"(?s)a\.txt +\(\+1 -1\).*8 - line 7\n.*8 \+ line VII", shown)
    assert "line seven" not in shown and "new.py  new" in shown and "def f():" in shown
    assert "back.txt" not in shown
    tm.type("q")
    tm.wait("for commands")
    say(tm, "/diff steps")
    tm.wait("changes of session ")
    tm.type("g")
    tm.wait("line seven")
    tm.type("q")
    tm.wait("for commands")
    say(tm, "/undo")
    tm.wait("undone: ")
    say(tm, "/diff")
    tm.wait("no file is another one than before this session")


# TUI-140
def test_undo_in_plain_lines(world, script, recorder):
    script([{"calls": [create(world, "a.txt", "text\n")]}, {"text": "done"}])
    terminal = recorder("--plain", "--auto", "high")
    terminal.wait(b"You: ")
    terminal.write(b"make it\n")
    terminal.wait(b"waiting for you.")
    for command, wanted in [(b"/diff", b"a.txt  new"), (b"/undo", b"undone: removed a.txt"),
                            (b"/redo", b"done again: wrote a.txt")]:
        before = terminal.mark()
        terminal.write(command + b"\n")
        terminal.wait(wanted, since=before)
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0
    assert b"\x1b" not in terminal.output()
    assert (world.project / "a.txt").read_text() == "text\n"


# CLI-61: former contents are the user's alone, and none of them is in the session's file.
def test_former_contents_are_kept_apart(world, script):
    (world.project / "a.txt").write_text("former content\n")
    script([{"calls": [read(world, "a.txt")]},
            {"calls": [create(world, "a.txt", "new content\n")]}, {"text": "done"}])
    assert world.ingot("exec", "--auto", "high", "change it").returncode == 0
    [session] = world.session_files()
    kept = session.with_suffix("") / "changes"
    assert kept.stat().st_mode & 0o777 == 0o700
    [line] = (kept / "journal").read_text().splitlines()
    change = json.loads(line)
    assert (kept / change["before"]).read_text() == "former content\n"
    assert {path.stat().st_mode & 0o777 for path in kept.iterdir()} == {0o600}

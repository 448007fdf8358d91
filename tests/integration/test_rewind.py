"""/rewind: back to before a message of the session; conversation, files or both (CLI-61)."""

import json
import re

import pytest
import servers
from file_calls import ask, create, edit, read
from terminals import say, start


def three_turns(world, script) -> None:
    (world.project / "a.txt").write_text("one\n")
    answers = [
        {"calls": [read(world, "a.txt")]}, {"text": "first done"},
        {"calls": [edit(world, "a.txt", "one", "two"), create(world, "new.txt", "made\n"),
                   {"name": "Execute", "input": {"command": "touch by-command"}}]},
        {"text": "second done"},
        {"calls": [edit(world, "a.txt", "two", "three")]}, {"text": "third done"},
        {"text": "understood"}]
    other = [{"turn": number, "text": "understood", "when": {"last_user_contains": "now"}}
             for number in [0, 2, 4]]
    script(other + [{**answer, "turn": number} for number, answer in enumerate(answers)])


def say_three(tm) -> None:
    for n, text in enumerate(["look at it", "change it", "change it more"], 1):
        ask(tm, text, n)


def choose(tm, message: str, what: str) -> str:
    """Both lists; what the second one says."""
    tm.wait("Rewind to before a message")
    tm.type(message)
    tm.wait(f"search: {message}")
    tm.key("Enter")
    shown = tm.wait("conversation only")
    tm.type({"conversation": "1", "files": "2", "both": "3"}[what])
    tm.wait(r"(?m)^› " + what)
    tm.key("Enter")
    return shown


def header(path) -> dict:
    return json.loads(path.read_text().splitlines()[0])


# CLI-61, TUI-116: the list, what would become of what, and both of it; undo takes it back.
def test_both_go_back_and_the_message_returns_to_the_draft(world, script, window):
    three_turns(world, script)
    tm = window(150, 60)
    start(world, tm, "--auto", "high")
    say(tm, "/rewind")
    tm.wait("there is no session to go back in yet")
    say_three(tm)
    [old] = world.session_files()
    before = old.read_bytes()
    one, new = world.project / "a.txt", world.project / "new.txt"
    say(tm, "/rewind")
    shown = tm.wait("Rewind to before a message")
    rows = re.findall(r"(?m)^[› ] ((?:look|change) .*?)  +0 min *(.*?) *$", shown)
    assert rows == [("change it more", "1 file changed since"),
                    ("change it", "2 files changed since"),
                    ("look at it", "2 files changed since")]
    tm.key("Down", "Enter")
    shown = tm.wait("conversation only")
    assert re.search(r"conversation only +\d+ messages leave the conversation; files stay", shown)
    assert re.search(r"files only +2 files change back; the conversation stays", shown)
    assert "changes back: a.txt" in shown and "is removed: new.txt" in shown
    assert "1 command ran since; what they changed stays" in shown
    tm.key("Down", "Down", "Enter")
    tm.wait("files rewound: restored a.txt; removed new.txt")
    tm.wait('── back to before "change it": a new session')
    assert one.read_text() == "one\n" and not new.exists()
    assert (world.project / "by-command").exists()
    tm.wait(r"(?m)^› change it$")
    # What stood there stands there once.
    assert tm.all().count("third done") == 1
    assert old.read_bytes() == before
    [fresh] = [path for path in world.session_files() if path != old]
    assert header(fresh)["parent"] == old.stem
    text = fresh.read_text()
    assert "first done" in text and "change it" not in text
    tm.type(" now")
    tm.key("Enter")
    tm.wait("understood")
    assert "change it now" in fresh.read_text() and old.read_bytes() == before
    say(tm, "/undo")
    tm.wait("undone: restored a.txt, new.txt")
    assert one.read_text() == "three\n" and new.read_text() == "made\n"
    say(tm, "/redo")
    tm.wait("done again: ")
    assert one.read_text() == "one\n" and not new.exists()


# CLI-61: what somebody else has changed is named and stays; so does the conversation.
def test_files_only(world, script, window):
    three_turns(world, script)
    tm = window(150, 60)
    start(world, tm, "--auto", "high")
    say_three(tm)
    (world.project / "new.txt").write_text("mine\n")
    say(tm, "/rewind-conversation")
    shown = choose(tm, "look", "files")
    assert re.search(r"stays: new.txt, somebody else", shown)
    tm.wait("! new.txt stays as it is: somebody else, or a command, has changed it since")
    assert (world.project / "a.txt").read_text() == "one\n"
    assert (world.project / "new.txt").read_text() == "mine\n"
    [session] = world.session_files()
    ask(tm, "go on", 4)
    assert "The developer has put files back: restored a.txt" in session.read_text()
    # Nothing is left that could go back.
    say(tm, "/rewind")
    tm.wait("Rewind to before a message")
    tm.type("look")
    tm.wait("search: look")
    tm.key("Enter")
    tm.wait("conversation only")
    tm.type("2")
    tm.wait(r"(?m)^› files")
    tm.key("Enter")
    tm.wait("there is no file that could be put back")


# CLI-61: files stay and the model is told; what the copy knows of them is what its original did.
def test_conversation_only_and_again_in_the_copy(world, script, window):
    three_turns(world, script)
    tm = window(150, 60)
    start(world, tm, "--auto", "high")
    say_three(tm)
    tm.key("Escape")
    tm.wait("esc again to go back to a message")
    tm.key("Escape")
    choose(tm, "more", "conversation")
    tm.wait("── back to before")
    assert (world.project / "a.txt").read_text() == "three\n"
    tm.wait(r"(?m)^› change it more$")
    tm.type(" now")
    tm.key("Enter")
    tm.wait("understood")
    [fresh] = [path for path in world.session_files() if header(path).get("parent")]
    assert "These files have changed since: a.txt" in fresh.read_text()
    say(tm, "/rewind")
    shown = choose(tm, "look", "both")
    assert "changes back: a.txt" in shown and "is removed: new.txt" in shown
    tm.wait('── back to before "look at it"')
    assert (world.project / "a.txt").read_text() == "one\n"
    assert not (world.project / "new.txt").exists()
    # Before the first message there is nothing: the new session is titled by what comes.
    tm.wait(r"(?s)back to before .look at it.*› look at it\n")
    tm.type(" now")
    tm.key("Enter")
    tm.wait("(?s)(understood.*){2}")
    assert sorted(header(path)["title"] for path in world.session_files()) == [
        "look at it", "look at it (fork)", "look at it now"]


# CLI-61, PRV-110: the new session's request begins with the bytes of the old one's.
@pytest.mark.parametrize("protocol", ["anthropic", "openai", "generic-chat-completion-api"])
def test_the_request_begins_as_it_did(world, script, window, protocol):
    three_turns(world, script)
    port = json.loads(world.settings.read_text())["customModels"][0]["baseUrl"].rsplit(":", 1)[1]
    between = servers.Recorder(int(port))
    try:
        world.configure(between.port)
        tm = window(150, 60)
        start(world, tm, "--auto", "high", "--model", protocol)
        say_three(tm)
        say(tm, "/rewind")
        choose(tm, "more", "conversation")
        tm.wait("── back to before")
        tm.type(" now")
        tm.key("Enter")
        tm.wait("understood")
        [old] = [body for body in between.bodies if b"change it more" in body and
                 b"third" not in body and b"change it more now" not in body][:1]
        new = next(body for body in between.bodies if b"change it more now" in body)
        # Up to where the message that was taken back began.
        shared = len(old[:old.index(b"change it more")].rsplit(b"second done", 1)[0])
        assert shared > 1000 and new[:shared] == old[:shared]
    finally:
        between.stop()


# TUI-140
def test_rewind_in_plain_lines(world, script, recorder):
    three_turns(world, script)
    terminal = recorder("--plain", "--auto", "high")
    terminal.wait(b"You: ")
    for text in [b"look at it", b"change it", b"change it more"]:
        before = terminal.mark()
        terminal.write(text + b"\n")
        terminal.wait(b"waiting for you.", since=before)
    before = terminal.mark()
    terminal.write(b"/rewind\n")
    shown = terminal.wait(b"Number, or Enter to leave: ", since=before)
    assert b"2. change it, 0 min, 2 files changed since" in shown
    before = terminal.mark()
    terminal.write(b"2\n")
    shown = terminal.wait(b"Number, or Enter to leave: ", since=before)
    assert b"changes back: a.txt" in shown and b"3. both, " in shown
    terminal.write(b"3\n")
    terminal.wait(b"The message was:\r\nchange it", since=before)
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0
    assert b"\x1b" not in terminal.output()
    assert (world.project / "a.txt").read_text() == "one\n"
    assert not (world.project / "new.txt").exists()

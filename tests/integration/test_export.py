"""A session as a document: /export and ingot sessions, with the real binary."""

import html.parser
import json
import re

from conftest import KEY
from terminals import say, start

EVIL = "<script>alert(1)</script> \x1b]0;owned\x07 `````"


class Tags(html.parser.HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)


def mode_of(path) -> int:
    return path.stat().st_mode & 0o777


# CLI-63, CLI-31: whole, with the key left out, readable by the user alone, over nothing unasked.
def test_export_writes_the_session(world, script, window):
    (world.project / "a.txt").write_text(f"text\n{EVIL}\n")
    script([{"calls": [{"name": "Read", "input": {"file_path": f"{world.project}/a.txt"}}]},
            {"text": f"an **answer** {EVIL}"}])
    tm = window(140, 40)
    start(world, tm)
    say(tm, "/export")
    tm.wait("there is no session to write yet")
    say(tm, f"my key is {KEY}, and the question?")
    tm.wait(r"(?m)^\d.* s · ")
    say(tm, "/export html notes.html")
    shown = tm.wait("bytes to ")
    page = world.project / "notes.html"
    assert f"wrote {page.stat().st_size} bytes to" in shown and mode_of(page) == 0o600
    text = page.read_text()
    assert KEY not in text and "[redacted]" in text and "\x1b" not in text
    tags = Tags(text)
    assert not tags.seen & {"script", "iframe", "link", "object", "svg"}
    assert not {name for name in tags.attributes if name.startswith("on")}
    assert "&lt;script&gt;alert(1)" in text and "an **answer**" in text
    # The file that is there: another name first, then in its place.
    page.chmod(0o644)
    say(tm, "/export html notes.html")
    tm.wait("notes.html is there already")
    tm.key("Enter")
    tm.wait("notes-2.html; only")
    assert page.read_text() == text and (world.project / "notes-2.html").exists()
    page.write_text("something else")
    say(tm, "/export html notes.html")
    tm.wait("notes.html is there already")
    tm.type("replace")
    tm.wait("› Replace it")
    tm.key("Enter")
    tm.wait("in place of what was there")
    assert page.read_text().startswith("<!DOCTYPE html>") and mode_of(page) == 0o600
    # The other formats, a folder, and a folder that is not there.
    say(tm, "/export")
    tm.wait(r"(?s)bytes to \S+/session-\w+\.md; only")
    say(tm, "/export json ~")
    tm.wait(r"(?s)bytes to \S+/home/session-\w+\.json; only")
    say(tm, "/export nowhere/x.md")
    tm.wait("there is no such folder")
    [document] = world.home.glob("session-*.json")
    messages = json.loads(document.read_text())["messages"]
    assert len(messages) == len(world.session_files()[0].read_text().splitlines()) - 1
    [markdown] = world.project.glob("session-*.md")
    for wanted in ["## You", "## Answer", "**Read**", "an **answer**"]:
        assert wanted in markdown.read_text()
    assert KEY not in markdown.read_text() + document.read_text()


# CLI-63 without the terminal
def test_sessions_can_be_listed_changed_and_exported(world, script):
    script([{"text": "an answer"}] * 9)
    nothing = world.ingot("sessions")
    assert nothing.returncode == 0 and "see --all" in nothing.stderr and nothing.stdout == ""
    for words in ["alpha words", "beta words"]:
        assert world.ingot("exec", words).returncode == 0
    listed = world.ingot("sessions", "list").stdout
    assert re.search(r"(?s)beta words.*1 turn.*alpha words", listed)
    beta, alpha = [one["id"] for one in
                   json.loads(world.ingot("sessions", "list", "--json").stdout)["sessions"]]
    assert world.ingot("sessions", "favorite", alpha[:8]).returncode == 0
    assert world.ingot("sessions", "rename", beta, "gamma", "words").returncode == 0
    listed = world.ingot("sessions", "list").stdout
    assert re.search(r"(?s)★ \w{8} .*alpha words.*gamma words", listed) and "beta" not in listed
    assert world.ingot("sessions", "archive", beta).returncode == 0
    assert "gamma words" not in world.ingot("sessions", "list", "--all").stdout
    assert "gamma words" in world.ingot("sessions", "list", "--archived").stdout
    assert world.ingot("sessions", "unarchive", beta).returncode == 0
    assert "gamma words" in world.ingot("sessions", "list").stdout
    done = world.ingot("sessions", "export", alpha, "--format", "json")
    assert json.loads(done.stdout)["id"] == alpha and KEY not in done.stdout
    assert world.ingot("sessions", "export", alpha).stdout.startswith("# alpha words\n")
    page = world.project / "a.html"
    words = ["sessions", "export", alpha, "--format", "html", "-o", "a.html"]
    assert f"{page}" in world.ingot(*words).stdout and mode_of(page) == 0o600
    again = world.ingot(*words)
    assert again.returncode == 1 and "already" in again.stderr and "--force" in again.stderr
    assert world.ingot(*words, "--force").returncode == 0
    # CLI-51, CLI-1
    missing = world.ingot("sessions", "export", "ffffffff")
    assert missing.returncode == 1 and "Session not found: ffffffff" in missing.stderr
    for wrong in [["explode"], ["export"], ["export", alpha, "--format", "pdf"]]:
        assert world.ingot("sessions", *wrong).returncode == 2


# TUI-140
def test_export_asks_in_plain_lines_too(world, script, recorder):
    script([{"text": "an answer"}] * 3)
    (world.project / "notes.md").write_text("mine")
    terminal = recorder("--plain")
    terminal.wait(b"You: ")
    terminal.write(b"a question\n")
    terminal.wait(b"waiting for you.")
    terminal.write(b"/export notes.md\n")
    terminal.wait(b"Number, or Enter to leave: ")
    terminal.write(b"3\n")
    terminal.wait(b"nothing was written")
    assert (world.project / "notes.md").read_text() == "mine"
    before = terminal.mark()
    terminal.write(b"/export notes.md\n")
    terminal.wait(b"Number, or Enter to leave: ", since=before)
    terminal.write(b"1\n")
    terminal.wait(b"notes-2.md", since=before)
    terminal.write(b"/quit\n")
    assert terminal.exit_status() == 0
    assert (world.project / "notes-2.md").read_text().startswith("# a question\n")

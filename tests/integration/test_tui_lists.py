"""Every list of the terminal moves, filters and closes by the same keys (TUI-67, TUI-116)."""

import json
import re
import time

import pytest
from terminals import say, start

MENUS = ["/", "@"]
DIALOGS = ["/themes", "/model", "/settings", "/sessions", "/permissions", "/auto", "/statusline",
           "/queue", "/rewind"]
PAGE = 7


def fill(world) -> None:
    """Something for every list to show."""
    for name in ["alpha", "beta", "gamma"]:
        (world.project / f"{name}.txt").write_text(name)
        assert world.ingot("exec", f"the session of {name}").returncode == 0
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "statusLine": {"command": "echo own"}})
    place = world.project.resolve().stat()
    rules = {f"touch {name}": {"risk": "high", "date": "2026-01-02T03:04:05.678Z",
                               "programs": ["/usr/bin/touch"]} for name in ["one", "two", "three"]}
    file = world.home / ".factory/ingot/permissions.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"workspaces": {str(world.project.resolve()): {
        "device": place.st_dev, "inode": place.st_ino, "commands": rules}}}))
    file.chmod(0o600)


def selected(tm, name: str) -> str | None:
    """The row with the mark, below the line that is typed in."""
    above = r"(?m)^› [/@]\S*$" if name in MENUS else "search:"
    below = re.split(above, tm.screen(), maxsplit=1)
    found = re.search(r"(?m)^› +(.*?)(  |$)", below[1]) if len(below) > 1 else None
    return found[1] if found else None


def wait_for(condition, what: str):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(what)


def press(tm, name: str, key: str, expected: str | None = None, other_than: str = "") -> str:
    tm.key(key)

    def arrived():
        now = selected(tm, name)
        return now if now and now != other_than and expected in (None, now) else None
    return wait_for(arrived, f"{key} in {name} leads to {selected(tm, name)!r}, and not to "
                             f"{expected!r}\n{tm.screen()}")


# TUI-67, TUI-116
@pytest.mark.parametrize("name", MENUS + DIALOGS)
def test_the_same_keys_move_in_every_list(world, script, window, name):
    script([{"text": "word " * 4000, "chunk": 5, "delay_ms": 100,
             "when": {"last_user_contains": "slowly"}}, {"text": "hi"}])
    fill(world)
    tm = window(100, 30)
    start(world, tm)
    if name == "/queue":
        say(tm, "slowly")
        tm.wait("esc to interrupt")
        for message in ["first message", "second message", "third message"]:
            say(tm, message)
            tm.wait(f"queued: {message}")
    if name == "/rewind":
        for message in ["first message", "second message", "third message"]:
            say(tm, message)
            tm.wait(rf"(?s)› {message}\n.*\n\d[\d.]* s · ")
    if name in MENUS:
        tm.type(name)
    else:
        say(tm, name)
    wait_for(lambda: selected(tm, name), f"{name} opens")
    if name in DIALOGS:
        # Letters filter, and Esc takes them back: the first row is selected.
        tm.type("zzz")
        tm.wait("nothing matches")
        tm.key("Escape")
        tm.wait("(?m)search: *$")
    first = wait_for(lambda: selected(tm, name), "Esc empties the search")
    last = press(tm, name, "Up", other_than=first)  # round the beginning
    press(tm, name, "Down", first)
    press(tm, name, "C-End", last)
    press(tm, name, "C-Home", first)
    press(tm, name, "C-End", last)
    press(tm, name, "Down", first)
    press(tm, name, "Up", last)
    press(tm, name, "C-Home", first)
    page = [first]
    while len(page) <= PAGE and page[-1] != last:
        page.append(press(tm, name, "Down" if len(page) % 2 else "C-n", other_than=page[-1]))
    press(tm, name, "Up", page[-2])
    press(tm, name, "C-p", page[-3])
    press(tm, name, "C-Home", first)
    press(tm, name, "NPage", page[-1])
    press(tm, name, "PPage", first)
    if name in MENUS:
        tm.key("Escape")
        wait_for(lambda: selected(tm, name) is None, "Esc closes it")
        assert f"› {name}" in tm.screen()  # what was typed stays
        return
    word = re.split(r"\W", page[1])[0]
    tm.type(word)
    tm.wait(f"search: {word}")
    assert word.lower() in wait_for(lambda: selected(tm, name), "a row answers").lower()
    tm.key("Escape")
    tm.wait("(?m)search: *$")
    # One more leaves and chooses nothing.
    before = world.settings.read_text()
    tm.key("Escape")
    wait_for(lambda: "search:" not in tm.screen(), "Esc leaves")
    assert world.settings.read_text() == before


# TUI-7, TUI-8: a long draft and its menu share what is ours, and nothing of them stays behind.
@pytest.mark.parametrize("rows", [10, 24])
def test_a_menu_keeps_to_its_rows_and_leaves_none_behind(world, script, window, rows):
    script([{"text": "hi"}])
    for n in range(20):
        (world.project / f"file{n:02d}.txt").touch()
    tm = window(60, rows)
    start(world, tm)
    for n in range(12):
        tm.type(f"line {n}")
        tm.key("C-j")
    tm.type("see @file")
    shown = tm.wait(r"(?m)^› file\S+\.txt$").rstrip().splitlines()
    tm.wait(r"(?m)^  1/20$")
    first = max(at for at, row in enumerate(shown) if re.match(r"↑ \d|› line 0", row.strip()))
    assert len(shown) - first <= max(8, rows * 6 // 10), tm.screen()
    assert "see @file" in tm.screen() and "Auto (" in tm.screen()
    tm.key("Escape")
    wait_for(lambda: "1/20" not in tm.screen(), "Esc closes the menu")
    tm.key("C-c")
    tm.wait("Ask, or /")
    before = tm.value("history_size")
    for _ in range(50):
        tm.type("/")
        tm.key("BSpace")
    tm.type("x")
    tm.wait("(?m)^› x$")
    assert tm.value("history_size") == before

"""Keys of one's own: keybindings.json and the presets (CLI-92, TUI-60)."""

import json
import re

from terminals import say, start

BAD = """{
  "next-autonomy": "alt+a",
  "undo": "alt+a",
  "yanc": "ctrl+y",
  "send": "ctrl+f13"
}
"""


def bind(world, text: str) -> None:
    (world.settings.parent / "keybindings.json").write_text(text)


# CLI-92: keys move, also in what is typed in lists; help says so; a project's file is nobody's.
def test_keys_are_those_of_the_file(world, script, window):
    script([{"text": "hello"}])
    bind(world, '{"next-autonomy": "alt+a", // mine\n "delete-to-blank": ["alt+w"], "interrupt": "alt+i",\n'
                ' "up": ["up", "ctrl+x"], "show-keys": "#",}')
    own = world.project / ".factory/keybindings.json"
    own.parent.mkdir()
    own.write_text('{"send": "ctrl+s", "next-autonomy": "alt+x"}')
    tm = window()
    start(world, tm)
    tm.key("M-a")
    tm.wait("Auto (Low)")
    tm.key("C-l", "M-x")
    tm.type("one two")
    tm.wait("› one two")
    assert "Auto (Low)" in tm.screen()
    tm.key("C-w")  # means nothing now
    tm.key("M-w")
    tm.wait("(?m)^› one *$")
    tm.key("M-i", "M-i")
    tm.wait("Ask, or /")
    tm.type("#")
    assert re.search(r"Alt\+A +what runs without asking", tm.wait("Alt+A"))
    say(tm, "/auto")
    tm.wait("search:")
    tm.type("one two")
    tm.wait("search: one two")
    tm.key("M-w")
    tm.wait("(?m)search: one *$")
    tm.key("M-w")
    tm.wait("(?m)^› off")
    tm.key("C-x")
    tm.wait("(?m)^› high")


# CLI-92, TUI-60: what is wrong is named with its place and both actions, everywhere; the rest holds.
def test_conflicts_are_reported(world, script, window):
    script([{"text": "hello"}])
    bind(world, BAD)
    wanted = [
        '~/.factory/keybindings.json:3:11: error E24: undo: "alt+a" is to mean "undo" here and '
        '"next-autonomy" at ~/.factory/keybindings.json:2:20, which counts; give one of them another '
        'key',
        '~/.factory/keybindings.json:4:3: error E22: "yanc" is not an action; did you mean "yank"?',
        '~/.factory/keybindings.json:5:11: error E23: send: found "ctrl+f13" (string): "f13" is not '
        'a key']
    checked = world.ingot("config", "validate")
    assert checked.returncode == 1
    for line in wanted:
        assert line in checked.stdout + checked.stderr
    doctor = world.ingot("doctor", "--json")
    found = [finding for section in json.loads(doctor.stdout)["sections"]
             for finding in section["findings"]]
    assert {"E22", "E23", "E24"} <= {finding.get("code") for finding in found}
    assert any("keybindings.json:3:11" in finding.get("where", "") for finding in found)
    tm = window(200)
    start(world, tm)
    tm.wait("3 configuration problems, /diagnostics")
    say(tm, "/diagnostics")
    tm.wait("is not a key")
    for line in wanted:
        assert line in tm.screen()
    tm.key("M-a")
    tm.wait("Auto (Low)")


# CLI-92, CFG-92, CFG-93: a change counts at once; a file that is broken changes nothing.
def test_a_change_of_the_file_counts_at_once(world, script, window):
    script([{"text": "hello"}])
    tm = window()
    start(world, tm)
    bind(world, '{"next-autonomy": "alt+a"}')
    tm.wait("settings reloaded: keys")
    tm.key("M-a")
    tm.wait("Auto (Low)")
    bind(world, '{"next-autonomy": "alt+b"')
    tm.wait("keybindings.json:1:26: error E01")
    tm.key("M-a")
    tm.wait("Auto (Med")
    bind(world, '{"next-autonomy": "alt+x"}')
    tm.wait("(?s)settings reloaded: keys.*settings reloaded: keys")
    tm.key("M-x")
    tm.wait("Auto (High)")
    bind(world, '{"next-autonomy": "alt+x", "undoo": "alt+u"}')
    tm.wait("! 1 configuration problem, /diagnostics")
    say(tm, "/settings ingot.tui.keyPreset emacs")
    tm.wait("ingot.tui.keyPreset = ")
    tm.type("ab")
    tm.wait("› ab")
    tm.key("C-t")
    tm.wait("› ba")


# TUI-60: modes are shown, Esc leaves insert mode first and interrupts then, and it can be switched
# on and off at any time.
def test_vi(world, script, window):
    script([{"text": "word " * 400, "chunk": 5, "delay_ms": 30}, {"text": "second answer"}])
    (world.project / "alpha.txt").touch()
    tm = window()
    start(world, tm)
    say(tm, "/settings ingot.tui.keyPreset vi")
    tm.wait("ingot.tui.keyPreset = ")
    tm.wait("(?m)^insert · ")
    tm.type("fix the lexer")
    tm.wait("› fix the lexer")
    tm.key("Escape")
    tm.wait("(?m)^normal · ")
    tm.type("bcw")
    tm.wait("(?m)^insert · ")
    tm.type("parser")
    tm.wait("› fix the parser")
    tm.key("Escape")
    tm.wait("(?m)^normal · ")
    tm.type("2d")
    tm.wait("(?m)^normal 2d · ")
    tm.type("b")
    tm.wait("› fix r")
    tm.type("u")
    tm.wait("› fix the parser")
    tm.type("u")
    tm.wait("› fix the lexer")
    tm.key("C-r")
    tm.wait("› fix the parser")
    # Enter sends in either mode, and a new draft begins in insert mode.
    tm.key("Enter")
    tm.wait("esc esc to interrupt")
    tm.wait("(?m)^insert · ")
    tm.type("a draft")
    tm.wait("› a draft")
    tm.key("Escape")
    tm.wait("(?m)^normal · ")
    assert "to interrupt" in tm.screen()
    tm.key("Escape")
    tm.wait("interrupted")
    tm.wait("› a draft")
    # k goes on into the history, an open menu closes with insert mode, / and ! begin what they do.
    tm.type("k")
    tm.wait("› fix the parser")
    tm.type("j")
    tm.wait("› a draft")
    tm.type("ddi")
    tm.wait("(?m)^insert · ")
    tm.type("see @alp")
    tm.wait("(?m)^› alpha.txt")
    tm.key("Escape")
    tm.wait("(?m)^normal · ")
    assert "› alpha.txt" not in tm.screen()
    tm.type("dd/the")
    tm.wait("(?m)^› /themes")
    tm.key("Escape")
    tm.wait("(?m)^normal · ")
    tm.type("dd")
    tm.wait("Ask, or /")
    tm.type("!")
    tm.wait("bash · insert · ")
    tm.key("BSpace")
    tm.wait("(?m)^insert · ")
    say(tm, "/settings ingot.tui.keyPreset default")
    tm.wait("keyPreset = \"default")
    tm.wait(r"(?m)^anthropic · Auto")


# TUI-60: a value that is none is named, with those there are.
def test_a_preset_that_there_is_not(world, script, window):
    script([{"text": "hello"}])
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "ingot": {"tui": {"keyPreset": "vim"}}})
    checked = world.ingot("config", "validate")
    assert "keyPreset" in checked.stdout + checked.stderr
    assert "default, vi, emacs" in checked.stdout + checked.stderr

"""Output that wants to touch the terminal, through every channel (TUI-155..157)."""

import json
import re
import subprocess

import pytest
from test_models_local import Ollama

SEQUENCES = ("\x1b]0;OWNED\x07", "\x1b[2J", "\x1b[3J", "\x1b]52;c;ZXZpbA==\x07", "\x1b[?1049h",
             "\x1b[10;10H", "\x1bc", "\x1bP$qm\x1b\\", "\x1b_apc\x1b\\", "\x1b[5n", "\x1b[?1000h",
             "\x1b[1;5r", "\x1b7\x1b8", "\u009b2J", "\u009d0;OWNED\u009c", "\x08\x08", "\x07", "\x7f")
EVIL = "before " + " ".join(SEQUENCES) + " \u202e\u2066 bidi \u200b\ufeff zero \U000e0041 tag after"
FORBIDDEN = re.compile(
    "\x1b\\[[\\d;?]*[HfrLMSTn]|\x1b\\[[23]J|\x1bc|\x1b[78P_^X]|\x1b\\]52|OWNED\x07|\x1b\\]0;OWNED"
    "|\x1b\\[\\?(?:1049|1000|47)h|[\u0080-\u009f\u202a-\u202e\u2066-\u2069\u200b\ufeff\U000e0000-\U000e007f]"
    "|\x08|\x7f")


def check(output: bytes) -> str:
    text = output.decode("utf-8", "strict")
    found = FORBIDDEN.search(text)
    assert not found, text[max(0, found.start() - 200):found.end() + 100].encode()
    # A bell is ours only at the end of one of our own strings.
    assert "\x07" not in text
    return text


def start(recorder, *words, **more):
    terminal = recorder(*words, **more)
    terminal.wait(b"\x1b[c")
    return terminal


def quiet_sounds(world) -> None:
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "awaitingInputSound": "off", "completionSound": "off"})


# TUI-156: model text, thinking, names of tools, arguments, what a command prints.
def test_what_a_model_and_its_tools_say_stays_text(world, script, recorder):
    shell = {"name": "Execute", "input": {
        "command": "printf '\\033]0;OWNED\\007\\033[2J\\033]52;c;ZXZpbA==\\007\\033[31mred\\033[0m done\\n'",
        "summary": EVIL, "riskLevel": {"value": "low", "reason": EVIL}}}
    script([{"text": f"{EVIL}\n\n`{EVIL}`\n\n```\n{EVIL}\n```\n\n| {EVIL} | b |\n|---|---|\n| c | d |\n",
             "reasoning": EVIL, "chunk": 7, "delay_ms": 1},
            {"calls": [{"name": f"No{EVIL}", "input": {}}, shell]}, {"text": "the end"}])
    quiet_sounds(world)
    terminal = start(recorder)
    terminal.write(b"go\r")
    terminal.wait(b" s \xc2\xb7 ")
    terminal.quiet()
    before = terminal.mark()
    terminal.write(b"go\r")
    terminal.wait(b"this command?", since=before)
    terminal.quiet(0.8)
    terminal.write(b"1")
    terminal.wait(b"the end", since=before)
    terminal.quiet()
    text = check(terminal.output())
    # What was taken out is shown.
    assert "⟨CSI 2J⟩" in text and "⟨U+202E⟩" in text and "before" in text and "after" in text


# TUI-156: names of folders, branches and files, errors, pastes, history, resumed sessions.
def test_names_errors_pastes_and_old_sessions_stay_text(world, script, recorder):
    folder = world.project / "dir\x1b]0;OWNED\x07\x1b[2Jname"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / ".git/HEAD").write_text("ref: refs/heads/b\x1b[2J\x1b]52;c;x\x07ranch\n")
    (folder / "file\x1b[3Jname.txt").write_text("x")
    script([{"text": EVIL}])
    quiet_sounds(world)
    terminal = start(recorder, "--cwd", str(folder))
    terminal.write(b"\x1b[200~" + EVIL.replace("\x1b", "\x1b\x1b").encode() + b"\x1b[201~")
    terminal.quiet()
    terminal.write(b"\r")
    terminal.wait(b" s \xc2\xb7 ")
    terminal.write(b"see @file")
    terminal.wait(b"name.txt")
    terminal.write(b"\x15")
    terminal.write(b"\x1b[A")  # history
    terminal.quiet()
    terminal.write(b"\x15/nonsense\x1b[200~\x1b[2J\x1b[201~\r")
    terminal.quiet()
    terminal.write(b"\x15\x03\x03")
    assert terminal.exit_status() == 0
    check(terminal.output())
    again = start(recorder, "--cwd", str(folder), "--resume", "--last")
    again.wait(b"after")
    again.quiet()
    check(again.output())


# What a server lists may hold anything that JSON holds.
NAME = EVIL.replace("\u009b", "\x1b[").replace("\u009d", "\x1b]")


def say(terminal, command: str) -> None:
    mark = terminal.mark()
    terminal.write(command.encode() + b"\r")
    terminal.wait(b"\r\n", since=mark)
    terminal.quiet(0.15)


def screens(terminal, *commands: str) -> None:
    """Opens each and leaves it again."""
    for command in commands:
        for keys in [command.encode() + b"\r", b"\x1b[B", b"\x1b"]:
            mark = terminal.mark()
            terminal.write(keys)
            if keys != b"\x1b[B":  # there may be nothing below
                terminal.wait(b"\x1b", since=mark)
            terminal.quiet(0.15)


# TUI-156: names in settings and of models, values, what is wrong with them, a theme, a rule.
def test_settings_and_lists_of_models_stay_text(world, script, recorder):
    script([{"text": "hi"}])
    settings = json.loads(world.settings.read_text())
    first = settings["customModels"][0]
    world.write_settings({
        **settings, "customModels": settings["customModels"] + [
            {**first, "displayName": f"Name {EVIL}", "model": f"id-{EVIL}"},
            {**first, "displayName": "bad", "baseUrl": f"http://{EVIL}/"}],
        "favoriteModels": [EVIL], "commandDenylist": [EVIL], "commandAllowlist": [f"make {EVIL}"],
        "diffMode": EVIL, f"unknown{EVIL}": EVIL, "ingot": {"tui": {"theme": EVIL}}})
    themes = world.home / ".factory/ingot/themes"
    themes.mkdir(parents=True)
    (themes / "own\x1b[2Jtheme.json").write_text(json.dumps({"colors": {EVIL: EVIL}}))
    quiet_sounds(world)
    ollama = Ollama()
    Ollama.MODELS, before = {NAME: ["completion", "tools"]}, Ollama.MODELS
    try:
        terminal = start(recorder, OLLAMA_HOST=f"127.0.0.1:{ollama.port}")
        terminal.wait(b"Auto (")
        screens(terminal, "/model", "/settings", "/themes", "/auto")
        for command in ["/diagnostics", "/status", "/model nothing"]:
            say(terminal, command)
        text = check(terminal.output())
        assert "Name before" in text and "⟨CSI 2J⟩" in text
    finally:
        Ollama.MODELS = before
        ollama.stop()
    for words in [["models"], ["models", "show", f"id-{EVIL}"], ["config", "explain"], ["doctor"],
                  ["doctor", "--validate"], ["exec", "-m", EVIL, "hi"]]:
        done = world.ingot(*words)
        check((done.stdout + done.stderr).encode())


# TUI-156: what a server says is wrong, before the answer and within it.
@pytest.mark.parametrize("in_stream", [False, True])
def test_errors_of_a_server_stay_text(world, script, recorder, in_stream):
    turn = {"error": {"status": 400, "type": f"type_{EVIL}", "message": EVIL, "in_stream": in_stream},
            "times": 0}
    script([turn])
    quiet_sounds(world)
    terminal = start(recorder)
    terminal.write(b"go\r")
    terminal.wait(b"before", 60)
    terminal.quiet()
    assert "before" in check(terminal.output())
    if in_stream:  # a run without a terminal repeats that for minutes
        return
    for words in [["exec", "go"], ["models", "test"], ["doctor", "--live"]]:
        done = world.ingot(*words)
        check((done.stdout + done.stderr).encode())


# TUI-156: what the agent asks, and what was answered.
def test_questions_of_the_agent_stay_text(world, script, recorder):
    question = {"topic": EVIL, "question": f"q {EVIL}", "options": [f"a {EVIL}", f"b {EVIL}"]}
    script([{"calls": [{"name": "AskUser", "input": {"questions": [question]}}]}, {"text": "fine"}])
    quiet_sounds(world)
    terminal = start(recorder)
    terminal.write(b"go\r")
    terminal.wait(b"esc: dismiss", 60)
    terminal.quiet()
    terminal.write(b"2")
    terminal.wait(b"fine", 60)
    terminal.quiet()
    check(terminal.output())


# TUI-156, TUI-113: a session file that somebody else has written.
def test_a_session_of_somebody_else_stays_text(world, script, recorder):
    todos = {"name": "TodoWrite", "input": {"todos": "1. [in_progress] MARKER todo"}}
    shell = {"name": "Execute", "input": {"command": "echo MARKER; exit 3", "summary": "MARKER",
                                          "riskLevel": {"value": "low", "reason": "MARKER"}}}
    edit = {"name": "Create", "input": {"file_path": f"{world.project}/MARKER.txt",
                                        "content": "MARKER\n"}}
    script([{"calls": [todos, shell, edit], "reasoning": "MARKER"}, {"text": "MARKER"}])
    quiet_sounds(world)
    done = world.ingot("exec", "--skip-permissions-unsafe", "MARKER of the user")
    assert done.returncode == 0, done.stderr
    [path] = world.session_files()
    text = path.read_text()
    assert text.count("MARKER") >= 8
    lines = []
    for line in text.splitlines():
        line = line.replace("exited with code 3", "exited with code MARKER")
        lines.append(line.replace("MARKER", json.dumps(EVIL)[1:-1]))
        json.loads(lines[-1])
    path.write_text("\n".join(lines) + "\n")
    start_line = json.loads(lines[0])
    assert start_line["type"] == "session_start"
    start_line["title"] = f"title {EVIL}"
    path.write_text("\n".join([json.dumps(start_line), *lines[1:]]) + "\n")
    terminal = start(recorder)
    terminal.wait(b"Auto (")
    say(terminal, "/resume")
    terminal.wait("⟨CSI 2J⟩".encode())
    mark = terminal.mark()
    terminal.write(b"\r")
    terminal.wait(b"exit before", since=mark)
    for command in ["/context", "/cost", "/status"]:
        say(terminal, command)
    for viewer in [b"/diff steps\r", b"\x0f"]:
        mark = terminal.mark()
        terminal.write(viewer)
        terminal.wait("⟨CSI 2J⟩".encode(), since=mark)
        terminal.quiet(0.15)
        terminal.write(b"q")
        terminal.wait(b"\x1b[?1049l", since=mark)
    output = terminal.output()
    assert output.count(b"\x1b[?1049h") == 2  # those of the two viewers
    check(output.replace(b"\x1b[?1049h", b""))
    again = recorder("--resume", "--last", TERM="dumb")
    again.wait(b"You: ")
    assert b"\x1b" not in again.output()
    check(again.output())


# TUI-156, with the plain mode.
@pytest.mark.parametrize("variables", [{"TERM": "dumb"}])
def test_the_plain_mode_lets_nothing_through_either(world, script, recorder, variables):
    script([{"text": EVIL, "reasoning": EVIL}])
    quiet_sounds(world)
    terminal = recorder(**variables)
    terminal.wait(b"You: ")
    terminal.write(b"go\n")
    terminal.wait(b"waiting for you.")
    assert b"\x1b" not in terminal.output()
    check(terminal.output())


# TUI-157: one endless line neither fills the memory of the screen nor hides what follows.
def test_lines_without_end_are_taken(script, recorder):
    script([{"text": "x" * 300_000 + "\n\nthe end", "chunk": 50_000}])
    terminal = start(recorder)
    terminal.write(b"go\r")
    terminal.wait(b"the end", 60)
    terminal.write(b"draft")
    terminal.wait(b"draft")

"""Lists, questions and reports of the interactive terminal, in real tmux at several widths."""

import json
import re
import subprocess
import time

import pytest
from conftest import KEY
from terminals import say, start

WIDTHS = [60, 80, 120, 200]


def entry(name: str, port: int = 9, **more) -> dict:
    return {"displayName": name, "model": more.pop("model", "some-model"),
            "provider": "generic-chat-completion-api",
            "baseUrl": f"http://127.0.0.1:{port}/v1", "apiKey": KEY, **more}


def execute(command: str) -> dict:
    return {"name": "Execute", "input": {"command": command, "summary": "a command",
                                         "riskLevel": {"value": "medium", "reason": "writes"}}}


def answer(tm, *keys: str) -> None:
    """Once the question takes answers."""
    tm.wait("esc: no and stop")
    for key in keys:
        tm.type(key)


# TUI-110, CFG-87..89
@pytest.mark.parametrize("columns", WIDTHS)
def test_the_model_list_says_what_each_model_is(world, window, columns):
    world.write_settings({"customModels": [
        entry("Alpha Local"),
        entry("Beta Hosted", baseUrl="https://api.beta.test/v1", maxContextLimit=200000,
              ingot={"pricing": {"input": 0.6, "output": 2.2}}),
        entry("Gamma", apiKey="${GAMMA_TEST_KEY}", baseUrl="https://gamma.test/v1"),
        entry("Delta", provider="nonsense")]})
    tm = window(columns, 30)
    start(world, tm)
    say(tm, "/model")
    shown = tm.wait("enter: session")
    assert shown.count("Provided models") == 1 and shown.count("Custom models") == 1
    assert shown.index("Provided models") < shown.index("Custom models")
    for row, state in [("Alpha Local", "local"), ("Beta Hosted", "key ok"),
                       ("Gamma", "needs GAMMA_TEST_KEY"), ("Delta", "invalid: ")]:
        assert re.search(rf"{row} .*{state}", shown), f"{row}: {state}\n{shown}"
    if columns >= 80:
        assert re.search(r"Beta Hosted +api\.beta\.test +200k", shown), shown
    assert KEY not in shown
    # A row that cannot be used explains itself and stays.
    tm.type("gamma")
    tm.wait("search: gamma")
    tm.key("Enter")
    assert "GAMMA_TEST_KEY" in tm.wait("(?s)needs GAMMA_TEST_KEY.*apiKey")
    tm.key("Escape")
    tm.wait("Beta Hosted")
    tm.type("beta")
    tm.wait("(?m)^› Beta Hosted")
    tm.key("C-d")
    tm.wait(r"(?s)saved\s+in\s+~/.factory/settings.json")
    assert json.loads(world.settings.read_text())["sessionDefaultSettings"]["model"].startswith(
        "custom:Beta-Hosted")
    tm.key("Enter")
    tm.wait("model: Beta Hosted")


def models_in_settings(world, *names: str) -> list[str]:
    """More entries like the one that is scripted, under these names; their ids."""
    settings = json.loads(world.settings.read_text())
    first = settings["customModels"][0]
    settings["customModels"] = [{**first, "displayName": name, "id": f"custom:{name}"}
                                for name in names]
    world.write_settings(settings)
    return [f"custom:{name}" for name in names]


# CFG-89: a star that is kept, and taken back
def test_a_model_becomes_a_favourite_and_ctrl_n_goes_through_them(world, script, window):
    script([{"text": "hello"}])
    models_in_settings(world, "Alpha", "Beta", "Gamma")
    tm = window(100, 30)
    start(world, tm, "-m", "custom:Alpha")
    say(tm, "/model")
    tm.wait("enter: session")
    for name in ["gamma", "alpha"]:
        tm.type(name)
        tm.wait(f"(?mi)^› {name}")
        tm.key("C-s")
        tm.wait(f"(?i)› {name} ★")
        tm.wait("(?s)is a favourite, saved\\s+in\\s+~/.factory/settings.json")
        tm.key("Escape")
        tm.wait("(?m)search: *$")
    assert json.loads(world.settings.read_text())["modelFavorites"] == [
        "custom:Gamma", "custom:Alpha"]
    tm.key("Escape")
    tm.wait("for commands")
    tm.key("C-n")
    tm.wait("model: Gamma")
    tm.key("C-n")
    tm.wait("model: Alpha")
    say(tm, "/model")
    tm.wait("Gamma ★")
    tm.type("gamma")
    tm.wait("› Gamma ★")
    tm.key("C-s")
    tm.wait("is no longer a favourite")
    assert json.loads(world.settings.read_text())["modelFavorites"] == ["custom:Alpha"]


# CFG-90: without favourites all usable ones; within a turn from its next request on
def test_a_switch_counts_from_the_next_request_of_the_turn_on(world, script, window):
    read = {"name": "Read", "input": {"file_path": str(world.project / "some.txt")}}
    (world.project / "some.txt").write_text("text\n")
    script([{"text": "slow " * 40, "chunk": 5, "delay_ms": 100, "calls": [read]},
            {"text": "finished"}])
    first, second = models_in_settings(world, "Alpha", "Beta")
    tm = window(100, 30)
    start(world, tm, "-m", first)
    say(tm, "go")
    tm.wait("slow slow")
    tm.key("C-n")
    tm.wait("model: Beta")
    tm.wait("finished", 60)
    tm.wait(r"(?m)^\d.* s · ")
    lines = [json.loads(line) for line in
             (world.home / ".factory/ingot/ledger.jsonl").read_text().splitlines()]
    assert [line["modelId"] for line in lines] == [first, second]


# TUI-110: headings stay, and five hundred entries are nothing.
def test_a_long_list_scrolls_below_its_heading(world, window):
    world.write_settings({"customModels": [entry(f"Model {n:03d}") for n in range(500)]})
    tm = window(80, 24)
    start(world, tm)
    say(tm, "/model")
    tm.wait("Custom models")
    tm.key("Up", "Up", "Up")  # to the end, past what the catalogue provides and spec mode
    shown = tm.wait("Model 499")
    assert shown.count("Custom models") == 1 and "  Model 000" not in shown
    tm.type("model-27")
    tm.wait("search: model-27")
    assert "Model 270" in tm.screen() and "Model 499" not in tm.screen()


# TUI-110, CFG-111: the arrows change the effort among the levels that the model has.
def test_the_arrows_choose_the_effort(world, window):
    world.write_settings({"customModels": [entry("Thinker", model="gpt-5.1")]})
    tm = window(100, 30)
    start(world, tm)
    say(tm, "/model")
    before = re.search(r"◀ (\w+) ▶", tm.wait("▶"))[1]
    tm.key("Right")
    after = re.search(r"◀ (\w+) ▶", tm.wait(rf"(?s)◀ (?!{before})\w+ ▶"))[1]
    tm.key("Enter")
    tm.wait(f"Thinker ({after})")


# TUI-80, 82, 83, PRM-01
@pytest.mark.parametrize("columns", WIDTHS)
def test_a_question_is_whole_at_every_width(world, script, window, columns):
    # High, and asked about with a key to press, for a script that nobody has read.
    command = "cd . && touch made-by-command && ! ./missing && echo " + "x" * 150 + " the-end"
    script([{"calls": [execute(command)]}, {"text": "finished"}])
    tm = window(columns, 30)
    start(world, tm)
    say(tm, "go")
    shown = tm.wait("press 1 to allow")
    joined = re.sub(r"\s+", "", shown)
    for part in ["Runthiscommand?", "touchmade-by-command", "x" * 150, "the-end", "1Yes,once",
                 "2Yes,andraisetohighforthissession", "8No,andtelltheagent…", "9No,andstop"]:
        assert part in joined, f"{part}\n{shown}"
    answer(tm, "1")
    tm.wait("finished")
    assert (world.project / "made-by-command").exists()
    assert tm.all().count("✓ allowed once") == 1


# TUI-82: what does not fit stands whole above the question, and in the viewer.
def test_a_long_command_is_committed_before_it_can_be_allowed(world, script, window):
    lines = "\n".join(f"line {n} of the file" for n in range(300))
    script([{"calls": [execute(f"cat > big.txt <<'END'\n{lines}\nEND")]}, {"text": "finished"}])
    tm = window(80, 24)
    start(world, tm)
    say(tm, "go")
    tm.wait("all of it above")
    everything = tm.all()
    for n in range(300):
        assert f"line {n} of the file" in everything
    tm.wait("esc: no and stop")
    tm.key("C-e")
    tm.wait("q goes to the question")
    assert "line 5 of the file" in tm.screen() and "Run this command?" not in tm.screen()
    tm.type("G")
    tm.wait("line 299 of the file")
    tm.type("q")
    tm.wait("Run this command?")
    assert not (world.project / "big.txt").exists()
    # The terminal shows the question as it was before the pager until the next frame says that it is
    # guarded again. A digit that comes too early goes to the draft, and guards it once more.
    for _ in range(10):
        tm.type("9")
        time.sleep(1)
        if "denied, and stopped" in tm.all():
            break
    tm.wait("(?m)^interrupted")
    assert tm.all().count("✗ denied, and stopped") == 1
    assert not (world.project / "big.txt").exists()


# TUI-84, TUI-59: the message is edited like a draft, and the draft itself comes back.
def test_no_and_tell_the_agent(world, script, window):
    script([{"calls": [execute("touch x")]}, {"text": "understood"}])
    tm = window(80, 24)
    start(world, tm)
    say(tm, "go")
    answer(tm, "8")
    tm.wait("tell the agent")
    tm.type("use mike tests")
    for _ in range(8):
        tm.key("Left")
    tm.key("BSpace")
    tm.type("a")
    tm.wait("use make")
    tm.key("C-e", "BSpace", "Enter")
    tm.wait("✗ denied: ")
    tm.wait("understood")
    assert '✗ denied: "use make test"' in tm.all()


# TUI-86, AUT-07
def test_several_questions_stand_in_one_dialog(world, script, window):
    script([{"calls": [execute("touch one"), execute("touch two"), execute("touch three")]},
            {"text": "finished"}])
    tm = window(80, 30)
    start(world, tm)
    say(tm, "go")
    tm.wait("1/3")
    answer(tm, "1")
    tm.wait("2/3")
    tm.key("Left")
    tm.wait("1/3")
    answer(tm, "8")
    tm.wait("tell the agent")
    tm.key("Enter")
    tm.wait("2/3")
    answer(tm, "1")
    tm.wait("3/3")
    answer(tm, "1")
    tm.wait("finished")
    made = sorted(p.name for p in world.project.iterdir() if p.name in ("one", "two", "three"))
    assert made == ["three", "two"]


# PRM-03, PRM-04: the same command runs unasked from then on, headless too, until it is deleted.
def test_a_command_is_allowed_for_good(world, script, window):
    again = {"calls": [execute("touch made")]}
    script([again, {"text": "first done"}, again, {"text": "second done"}, again])
    tm = window(80, 30)
    start(world, tm)
    say(tm, "go")
    tm.wait("3  Yes, always this exact command in this workspace")
    answer(tm, "3")
    tm.wait("first done")
    tm.wait("✓ allowed, always in this workspace")
    file = world.home / ".factory/ingot/permissions.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "touch made" in file.read_text()
    (world.project / "made").unlink()
    say(tm, "go on")
    tm.wait("second done")
    assert tm.all().count("Yes, always") == 0  # no question is left behind
    (world.project / "made").unlink()
    headless = world.ingot("exec", "go")
    assert headless.returncode == 0 and "first done" in headless.stdout
    assert (world.project / "made").exists()

    say(tm, "/permissions")
    tm.wait("Commands that are always allowed")
    tm.wait("while it runs /")
    tm.key("C-x")
    tm.wait("nothing is left")
    tm.key("Escape")
    tm.wait("asks again before: touch made")
    tm.wait("Ask, or /")
    say(tm, "again")
    tm.wait("Run this command?")


# PRM-05: what the user saves is written, and the model is told.
def test_a_change_is_edited_before_it_is_written(world, script, window, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i s/theirs/mine/ \"$1\"\n")
    editor.chmod(0o755)
    script([{"calls": [{"name": "Create", "input": {"file_path": str(world.project / "new.txt"),
                                                    "content": "theirs\nlast\n"}}]},
            {"text": "understood"}])
    tm = window(100, 30, VISUAL=str(editor))
    start(world, tm)
    say(tm, "go")
    tm.wait("7  Open in editor")
    answer(tm, "7")
    tm.wait("understood")
    assert "✓ allowed as you have edited it" in tm.all()
    assert (world.project / "new.txt").read_text() == "mine\nlast\n"
    [session] = world.session_files()
    assert "edited your text before it was written" in session.read_text()
    assert "-theirs\\n+mine" in session.read_text()


# PRM-02, TUI-97: whole lines with those around them, in the folder the session is in now.
def test_a_change_is_shown_as_it_will_be(world, script, window, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.c").write_text("int main(void) {\n  return 1;\n}\n")
    script([{"calls": [{"name": "Read", "input": {"file_path": "a.c"}}]},
            {"calls": [{"name": "Edit", "input": {"file_path": "a.c", "old_str": "1", "new_str": "0"}},
                       {"name": "Create", "input": {"file_path": "a.c", "content": "int i;\n"}}]},
            {"text": "understood"}])
    tm = window(100, 30)
    start(world, tm)
    say(tm, f"/cwd {other}")
    tm.wait(str(other))
    say(tm, "go")
    shown = tm.wait("Allow this change?")
    assert re.search(r"1 +int main\(void\) \{ *\n *2 -   return 1; *\n *2 \+   return 0; *\n *3 +\}", shown)
    answer(tm, "1")
    shown = tm.wait("2/2")
    assert re.search(r"1 - int main\(void\) \{ *\n *2 -   return 1; *\n *3 - \} *\n *1 \+ int i;", shown)
    answer(tm, "9")


# PRM-06: what was refused is refused again without a question, and three refusals end the turn.
def test_a_refusal_is_final_for_the_turn(world, script, window):
    again = {"calls": [execute("touch x")]}
    script([again, again, again, again, {"text": "never reached"}])
    tm = window(80, 30)
    start(world, tm)
    say(tm, "go")
    answer(tm, "8")
    tm.wait("tell the agent")
    tm.key("Enter")
    tm.wait("three calls of this turn were refused")
    assert tm.all().count("✗ denied") == 1
    assert not (world.project / "x").exists()


# TUI-111, CFG-135..139: the numbers are those of the ledger, also while the model works.
@pytest.mark.parametrize("columns", [60, 100])
def test_cost_shows_the_ledger(world, script, window, columns):
    turns = [{"text": f"answer {n} " + "word " * (40 * n)} for n in range(1, 5)]
    script([*turns, {"text": "slow " * 200, "chunk": 5, "delay_ms": 200}])
    settings = json.loads(world.settings.read_text())
    for model in settings["customModels"]:
        model["ingot"] = {"pricing": {"input": 10, "output": 100, "cacheRead": 1}}
    world.write_settings(settings)
    tm = window(columns, 40, LANG="C.UTF-8")
    start(world, tm)
    for n in range(1, 5):
        say(tm, f"question {n}")
        tm.wait(f"(?s)answer {n} .*\\d s · ")
    say(tm, "slowly")
    tm.wait("esc to interrupt")
    say(tm, "/cost")
    tm.wait("per turn")
    shown = tm.wait("for answers")
    tm.key("Escape")
    ledger = [json.loads(line) for line in
              (world.home / ".factory/ingot/ledger.jsonl").read_text().splitlines()]
    finished = [line for line in ledger if not line["partial"]]
    assert len(finished) == 4 and len({line["turn"] for line in finished}) == 4
    bars = re.findall(r"(?m)^ +(\d+) (▇+) ", shown)
    assert [n for n, _ in bars] == ["1", "2", "3", "4"]
    costs = [line["costUsd"] for line in finished]
    longest = max(range(4), key=lambda n: costs[n])
    assert len(bars[longest][1]) == max(len(bar) for _, bar in bars)
    total = sum(line["costUsd"] or 0 for line in finished)
    if total:
        assert f"${total:.4f}" in shown or f"${total:.2f}" in shown or f"${total:.6f}" in shown
    assert max(len(line) for line in shown.splitlines()) <= columns


def test_cost_as_json_and_without_unicode(world, script, window):
    script([{"text": "one " * 30}, {"text": "two " * 30}])
    tm = window(100, 40, LC_ALL="C")
    start(world, tm)
    for n in (1, 2):
        say(tm, f"question {n}")
        tm.wait(f"(?s)question {n}(?!.*interrupt).*\\d s ")  # the turn has ended
    say(tm, "/cost")
    tm.wait("for answers")
    assert "##" in tm.screen() and "▇" not in tm.screen()
    say(tm, "/cost --json")
    tm.wait('"turns"')
    found = re.search(r"\{\"sessions\".*\}", tm.all().replace("\n", ""))
    assert len(json.loads(found[0])["turns"]) == 2


# TUI-112: the parts and what is free are the whole window.
def test_context_adds_up(world, script, window):
    read = {"name": "Read", "input": {"file_path": str(world.project / "big.txt")}}
    (world.project / "big.txt").write_text("some text of a line\n" * 200)
    script([{"calls": [read]}, {"text": "seen"}])
    tm = window(80, 40)
    start(world, tm)
    say(tm, "look")
    tm.wait("seen")
    say(tm, "/context")
    shown = tm.wait("largest tool results")
    rows = re.findall(r"(?m)^  \S (system|tools|instructions|messages|tool results|free) +\S+ +(\d+)%",
                      shown)
    assert [name for name, _ in rows] == ["system", "tools", "instructions", "messages",
                                          "tool results", "free"]
    assert sum(int(percent) for _, percent in rows) == 100
    assert "compaction at" in shown and re.search(r"1 +\S+  Read .*big\.txt", shown)


# TUI-113: titles and what was said are found; the last exchange is shown.
@pytest.mark.parametrize("columns", [60, 120])
def test_sessions_are_found_by_title_and_by_text(world, script, window, columns):
    script([{"text": "the lexer waits for a marker"}])
    for question in ["why does the heredoc loop", "rename the parser", "third question"]:
        world.ingot("exec", question)
    tm = window(columns, 30)
    start(world, tm)
    say(tm, "/sessions")
    shown = tm.wait("third question")
    for title in ["why does the heredoc loop", "rename the parser", "third question"]:
        assert title in shown
    tm.wait("the lexer waits for a marker")  # the last exchange, once the index has it
    tm.type("heredoc")
    tm.wait("search: heredoc")
    assert "rename the parser" not in tm.screen().split("search:")[1]
    tm.key("Escape")
    tm.wait("rename the parser")
    tm.type("waits for a")
    tm.wait("said in")
    tm.key("Enter")
    tm.wait("lexer waits for a marker")
    say(tm, "/rename a better name")
    tm.wait("a better name")
    tm.key("C-c", "C-c")
    tm.wait(r"(?m)^\$ *$")
    titles = [json.loads(path.read_text().splitlines()[0])["title"]
              for path in (world.home / ".factory/sessions").rglob("*.jsonl")]
    assert "a better name" in titles and len(titles) == 3
    # The index is a cache.
    (world.home / ".factory/ingot/sessions.db").write_text("nonsense " * 100)
    start(world, tm)
    say(tm, "/resume")
    assert "a better name" in tm.wait("a better name")


# TUI-114, CFG-160
@pytest.mark.parametrize("columns", [60, 120])
def test_settings_are_changed_on_a_screen(world, window, columns):
    world.write_settings({"customModels": [entry("Alpha")], "diffMode": "unified"})
    tm = window(columns, 40)
    start(world, tm)
    say(tm, "/settings")
    tm.wait("Permissions")
    tm.type("diffmode")
    shown = tm.wait("(?m)^› diffMode +unified")
    if columns >= 120:
        assert re.search(r"diffMode +unified +~/\.factory/settings\.json:\d+", shown)
    tm.key("Right")
    tm.wait("(?m)^› diffMode +github")
    assert json.loads(world.settings.read_text())["diffMode"] == "github"
    for _ in "diffmode":
        tm.key("BSpace")
    tm.type("resumeTurns")
    tm.wait("(?m)^› ingot.tui.resumeTurns")
    tm.key("Enter")
    tm.wait("a whole number of at least 0")
    tm.type("7")
    tm.key("Enter")
    tm.wait("resumeTurns = 7")
    assert json.loads(world.settings.read_text())["ingot"]["tui"]["resumeTurns"] == 7


# TUI-114, CFG-14: what the machine's administrator has set says so, and does not change.
def test_a_setting_of_the_machine_is_locked(world, window, tmp_path):
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount in a namespace of their own")
    world.write_settings({"customModels": [entry("Alpha")]})
    (tmp_path / "policy.json").write_text('{"diffMode": "unified"}')
    within = tmp_path / "within"
    within.write_text("mount -t tmpfs none /etc && mkdir /etc/factory && "
                      f"cp {tmp_path}/policy.json /etc/factory/settings.json && exec {world.binary}\n")
    before = world.settings.read_text()
    tm = window(120, 40)
    say(tm, f"unshare -rm sh {within}")
    tm.wait("Auto (")
    say(tm, "/settings")
    tm.wait("Permissions")
    tm.type("diffmode")
    shown = tm.wait("(?m)^› diffMode +unified")
    assert re.search(r"diffMode +unified +locked by /etc/factory/settings\.json:1", shown), shown
    assert "▶" not in shown
    tm.key("Right", "Enter")
    tm.wait("this machine's policy sets it: /etc/factory/settings.json:1")
    assert re.search("(?m)^› diffMode +unified", tm.screen())
    assert world.settings.read_text() == before


# CLI-98, CLI-101, TUI-101: before the window is full the session is summarised, and goes on under its
# id; a setting may make it smaller.
@pytest.mark.parametrize("limits", [{}, {"compactionTokenLimit": 5000},
                                    {"compactionTokenLimitPerModel": {"some-model": 5000}}])
def test_a_full_window_is_summarised_before_the_next_request(world, script, window, limits):
    script([{"turn": 0, "when": {"last_user_contains": "and then"}, "text": "went on"},
            {"turn": 0, "text": "word " * 6000}, {"turn": 1, "text": "SUMMARY of it all"}])
    settings = json.loads(world.settings.read_text())
    for model in settings["customModels"] if not limits else []:
        model["maxContextLimit"] = 16000
    world.write_settings({**settings, **limits})
    tm = window(100, 30)
    start(world, tm)
    say(tm, "go")
    tm.wait(r"(?m)^\d+\.\d s · ", 40)
    say(tm, "and then?")
    tm.wait("went on", 40)
    shown = tm.all().replace("\n", " ")
    assert "nearly as long as the model's window" in shown
    assert re.search("2 older messages summarised: about", shown), shown
    assert len(list((world.home / ".factory/sessions").rglob("*.jsonl"))) == 1


# PRM-07: how often one was asked, by reason; it outlasts the session.
def test_questions_are_counted_by_reason(world, script, window):
    script([{"calls": [execute("touch x"), {"name": "Create", "input": {
                "file_path": f"{world.project}/new.txt", "content": "text\n"}}]},
            {"text": "understood"}])
    tm = window(100, 40)
    start(world, tm)
    say(tm, "/stats")
    tm.wait("no requests are recorded")
    assert "questions  " not in tm.screen()
    say(tm, "go")
    tm.wait("1/2")
    answer(tm, "1")
    tm.wait("2/2")
    answer(tm, "9")
    tm.wait(r"(?m)^\d[\d.]* s · |interrupted")
    say(tm, "/stats")
    counted = "questions  2: commands 1 (medium 1), changes 1 · allowed 1, denied 1"
    tm.wait(counted)
    text = world.ingot("stats").stdout
    assert counted in text
    stats = json.loads(world.ingot("stats", "--json").stdout)
    assert stats["questions"] == {"all": 2, "allowed": 1, "changes": 1, "protected": 0,
                                  "commands": {"medium": 1}}
    file = world.home / ".factory/ingot/questions.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600 and "touch" not in file.read_text()

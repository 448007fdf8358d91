"""Spec mode: plan first, change nothing, then carry out what was approved (SPC-01..09, TUI-85)."""

import json
import re
import time

import pytest
import servers
from terminals import say, start

PLAN = "# Make it blue\n\n1. write `blue.txt`\n2. test it\n"
CREATE = {"name": "Create", "input": {"file_path": "blue.txt", "content": "blue\n"}}


def leave(plan: str = PLAN, **more) -> dict:
    return {"name": "ExitSpecMode", "input": {"plan": plan, **more}}


def run(command: str) -> dict:
    return {"name": "Execute", "input": {"command": command, "summary": "x", "riskLevel": "low"}}


def plan_first(world, tm, *words: str) -> None:
    start(world, tm, *words)
    tm.key("BTab")
    tm.wait("· Spec ")


def answer(tm, *keys: str) -> None:
    """Once the question takes answers."""
    tm.wait("esc: no and stop")
    for key in keys:
        tm.key(key)


@pytest.fixture
def between(world):
    """between() keeps the requests to the server that the settings name."""
    running = []

    def start_recorder() -> servers.Recorder:
        running.append(servers.Recorder(world.port()))
        world.configure(running[-1].port)
        return running[-1]

    yield start_recorder
    for one in running:
        one.stop()


# SPC-02, SPC-04, SPC-05, SPC-06, TUI-85, TUI-83, AUT-02, AUT-04
@pytest.mark.parametrize("columns", [60, 120])
def test_a_plan_is_made_approved_and_carried_out(world, script, window, columns):
    script([{"calls": [run("ls"), CREATE, run("touch made"), run("sed -i s/a/b/ x"), run("echo x | tee y")]},
            {"calls": [leave(title="Blue")]},
            {"calls": [CREATE]}, {"text": "it is blue"}, {"text": "more"}])
    tm = window(columns, 30)
    plan_first(world, tm)
    say(tm, "make it blue")
    shown = tm.wait("Proceed with implementation")
    assert "Plan: Blue" in shown and "(keeps Off)" in shown
    assert not list(world.project.glob("[!.]*"))
    words = " ".join(shown.split())
    for wanted in ["2 Proceed, allow file edits and read-only commands (Low)",
                   "3 Proceed, allow reversible commands (Medium)",
                   "4 Proceed, allow all commands (High)", "5 No, keep iterating on spec …"]:
        assert wanted in words
    answer(tm, "2")
    tm.wait("it is blue")
    tm.wait("Auto (Low)")
    assert (world.project / "blue.txt").read_text() == "blue\n"  # without a question
    told = tm.all()
    assert told.count("Make it blue") == 1 and told.count("✓ the plan is approved") == 1
    listed, *refused = world.results()[:5]
    approved, created = world.results()[5:]
    assert "[Process exited with code 0]" in listed
    assert len(refused) == 4 and all("Not run in spec mode: " in text for text in refused)
    assert approved.startswith("The developer approved the plan.") and PLAN.strip() in approved
    assert "files in the working directory may be changed" in approved and "Created" in created
    # The session has left the mode and kept the level.
    say(tm, "/quit")
    session = re.search(r"ingot resume (\S+)", tm.wait("ingot resume"))[1]
    again = window(columns, 40)
    start(world, again, "resume", session)
    assert "Auto (Low)" in again.screen() and again.all().count("Make it blue") == 1


# SPC-02: what comes with a plan waits for its approval, and is not done twice.
def test_calls_beside_the_plan_are_not_run(world, script, window):
    script([{"calls": [CREATE, leave(), run("touch made")]}, {"text": "done"}])
    tm = window(100, 30)
    plan_first(world, tm, "--auto", "high")
    say(tm, "go")
    answer(tm, "1")
    tm.wait("done")
    assert not list(world.project.glob("[!.]*"))
    first, plan, last = world.results()
    assert "wait for the approval of the plan" in first and "wait for the approval" in last
    assert plan.startswith("The developer approved the plan.")
    assert "Auto (High)" in tm.screen()


# SPC-05: the fifth answer keeps the mode; its comment goes to the model. Esc ends the turn.
def test_a_plan_is_sent_back(world, script, window):
    script([{"calls": [leave()]}, {"calls": [leave("# Second\n\nbetter\n")]}, {"text": "well"},
            {"calls": [leave("# Third\n\nbest\n")]}, {"text": "never"}])
    tm = window(100, 30)
    plan_first(world, tm)
    say(tm, "go")
    answer(tm, "5")
    tm.wait("what is to change:")
    tm.type("use green")
    tm.key("Escape")
    answer(tm, "5")
    tm.wait("what is to change:")
    tm.type("use green")
    tm.key("Enter")
    tm.wait("Second")
    assert world.results()[0].endswith("The developer says: use green")
    assert '✗ the plan is not approved: "use green"' in tm.all()
    answer(tm, "Escape")
    tm.wait("interrupted")
    tm.wait("· Spec ")
    assert "never" not in tm.all()


# AUT-03, SPC-05: levels above the cap are not offered.
def test_answers_beyond_the_cap_are_absent(world, script, window):
    script([{"calls": [leave()]}, {"text": "done"}])
    world.write_settings({**json.loads(world.settings.read_text()), "maxAutonomyLevel": "low"})
    tm = window(100, 30)
    plan_first(world, tm)
    say(tm, "go")
    tm.wait("esc: no and stop")
    shown = tm.screen()
    assert "2  Proceed, allow file edits" in shown and "5  No" in shown
    assert "(Medium)" not in shown and "(High)" not in shown
    answer(tm, "3", "4", "1")
    tm.wait("done")
    assert "Auto (Off)" in tm.screen()


# SPC-04: alternatives; the editor's text is what is approved; a pager shows the whole.
def test_an_option_is_picked_and_edited(world, script, window, tmp_path):
    options = [{"name": "Fast", "plan": "quick and simple"}, {"name": "Safe", "plan": "with a test"}]
    script([{"calls": [leave(options=options)]}, {"text": "done"}])
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/with a test/with two tests/' \"$1\"\n")
    editor.chmod(0o755)
    tm = window(100, 40, EDITOR=str(editor))
    plan_first(world, tm)
    say(tm, "go")
    shown = tm.wait("Which way")
    assert "1  Fast" in shown and "2  Safe" in shown and "quick and simple" in shown
    answer(tm, "2")
    tm.wait("Plan · Safe")
    answer(tm, "C-e")
    tm.wait(r"(?s)with a test.*\n.*(line|END|%|q)")
    tm.key("q")
    tm.wait("Proceed with implementation")
    answer(tm, "C-g")
    tm.wait("as you have edited it")
    answer(tm, "1")
    tm.wait("done")
    [told] = world.results()
    assert 'of its options "Safe", after editing it' in told and "with two tests" in told
    assert "quick and simple" not in told


# Invariant 1: entering and leaving the mode changes nothing of what every request begins with.
def test_the_mode_leaves_the_prefix_alone(world, script, window, between):
    script([{"text": "one"}, {"calls": [leave()]}, {"text": "two"}, {"text": "three"}])
    recorder = between()
    tm = window(100, 30)
    start(world, tm)
    say(tm, "first")
    tm.wait(r"(?m)^one")
    tm.key("BTab")
    tm.wait("· Spec ")
    say(tm, "second")
    answer(tm, "2")
    tm.wait(r"(?m)^two")
    tm.key("BTab")
    tm.wait("· Spec ")
    say(tm, "third")
    tm.wait(r"(?m)^three")
    bodies = [json.loads(body) for body in recorder.bodies]
    assert len(bodies) == 4
    plain = [json.dumps(body["messages"]).replace(', "cache_control": {"type": "ephemeral"}', "")
             for body in bodies]
    for body, one, other in zip(bodies[1:], plain, plain[1:]):
        assert json.dumps(body["tools"]) == json.dumps(bodies[0]["tools"])
        assert other.startswith(one[:-1])
    assert "Spec mode: plan" not in plain[0] and plain[1].count("Spec mode: plan") == 1
    assert plain[3].count("Spec mode: plan") == 2


# CFG-145, CFG-146, SPC-01, SPC-06: another model plans, and the main one carries it out.
def test_another_model_plans(world, script, window, between):
    script([{"text": "hello"}, {"calls": [leave()]}, {"text": "done"}])
    recorder = between()
    tm = window(110, 40)
    start(world, tm, "--model", "custom:generic-chat-completion-api-2")
    say(tm, "hi")
    tm.wait("hello")
    say(tm, "/model")
    assert "(same as main)" in tm.wait("Configure Spec Mode Model")
    tm.type("spec mode")
    tm.wait("› Configure Spec Mode Model")
    tm.key("Enter")
    assert "No, keep using generic" in tm.wait("Yes, configure spec mode model")
    tm.key("Enter")
    tm.wait("Model for spec mode")
    tm.type("openai")
    tm.wait("search: openai")
    tm.key("Down")
    tm.wait("› openai")
    tm.key("Enter")
    tm.wait("openai cannot follow generic-chat-completion-api")
    tm.key("C-u")
    tm.type("anthropic")
    tm.wait("search: anthropic")
    tm.wait("› anthropic")
    tm.key("Enter")
    tm.wait("(?:spec mode plans with anthropic)")
    settings = json.loads(world.settings.read_text())["sessionDefaultSettings"]
    assert settings["specModeModel"].startswith("custom:anthropic")
    tm.key("BTab")
    tm.wait(r"(?:anthropic.* · Spec )")
    say(tm, "go")
    answer(tm, "1")
    tm.wait("done")
    tm.wait(r"(?:generic-chat.* · Auto \(Off\))")
    shapes = ["system" in json.loads(body) for body in recorder.bodies]  # of the Messages protocol
    assert shapes == [False, True, False]
    # Another main model that the planner cannot follow (CFG-148).
    say(tm, "/model custom:openai-1")
    tm.wait("spec model cleared: anthropic cannot follow openai")


# CFG-145: the flags of the terminal.
def test_flags_choose_who_plans(world, script, window, between):
    script([{"calls": [leave()]}, {"text": "done"}])
    recorder = between()
    tm = window(110, 30)
    tm.type(f"{world.binary} --use-spec --spec-model custom:anthropic-0 --model "
            "custom:generic-chat-completion-api-2")
    tm.key("Enter")
    tm.wait("anthropic · Spec ")
    say(tm, "go")
    answer(tm, "1")
    tm.wait("done")
    assert ["system" in json.loads(body) for body in recorder.bodies] == [True, False]


# AUT-01: what was switched between turns holds for whoever goes on with the session.
def test_the_mode_is_kept_with_the_session(world, script, window):
    script([{"text": "hello"}])
    tm = window(100, 30)
    start(world, tm)
    say(tm, "hi")
    tm.wait(r"(?m)^\d+\.\d s · ")
    tm.key("BTab", "C-l")
    tm.wait("· Spec ")
    say(tm, "/quit")
    session = re.search(r"ingot resume (\S+)", tm.wait("ingot resume"))[1]
    again = window(100, 30)
    again.type(f"{world.binary} resume {session}")
    again.key("Enter")
    again.wait("· Spec ")
    again.key("BTab")
    again.wait("Auto (Low)")


# SPC-08, SPC-09
def test_an_approved_plan_is_saved(world, script, window):
    script([{"calls": [leave(title="../../.bashrc\x1b Grün & Blau")]}, {"text": "done"}])
    world.write_settings({**json.loads(world.settings.read_text()), "specSaveEnabled": True})
    tm = window(100, 30)
    plan_first(world, tm)
    say(tm, "go")
    answer(tm, "1")
    tm.wait("done")
    [saved] = (world.home / ".factory/docs").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-bashrc-grun-blau\.md", saved.name)
    assert saved.read_text() == PLAN.strip() + "\n"
    assert saved.parent.stat().st_mode & 0o777 == 0o700
    assert f"the plan is kept in {saved}" in tm.all()


# TUI-140: as numbered lines.
def test_a_plan_is_approved_in_plain_lines(world, script, recorder):
    script([{"calls": [leave()]}, {"calls": [leave("# Other\n")]}, {"text": "done well"}])
    it = recorder("--plain", "--use-spec")
    it.wait(b"You: ")
    it.write(b"go\r")
    it.wait(b"5. No, keep iterating")
    it.write(b"5\r")
    it.wait(b"What is to change")
    since = it.mark()
    it.write(b"greener\r")
    it.wait(b"Other", since=since)
    it.wait(b"5. No, keep iterating", since=since)
    it.write(b"1\r")
    it.wait(b"done well")
    assert b"\x1b[" not in it.output()
    assert "The developer says: greener" in world.results()[0]


# The command does what the key does; an interrupt takes a question away with its turn.
def test_the_mode_by_command_and_an_interrupt(world, script, recorder):
    script([{"calls": [leave()]}, {"text": "never"}])
    it = recorder("--plain")
    it.wait(b"You: ")
    it.write(b"/spec\r")
    it.wait(b"nothing is changed before you have approved a plan")
    it.write(b"/status\r")
    it.wait(b"spec")
    it.write(b"go\r")
    it.wait(b"5. No, keep iterating")
    since = it.mark()
    it.write(b"\x03")
    it.wait(b"interrupted", since=since)
    it.write(b"/spec\r")
    it.wait(b"spec mode is over: Off", since=since)


# AUT-14, TUI-81: what was being typed answers nothing.
def test_keys_typed_ahead_do_not_approve(world, script, recorder):
    script([{"calls": [leave()], "delay_ms": 1000}, {"text": "never"}])
    it = recorder("--use-spec")
    it.wait(b"Spec")
    it.write(b"go\r")
    since = it.mark()
    for key in [b"1", b"2", b"\r"] * 40:
        it.write(key)
        time.sleep(0.05)
        if b"Proceed" in it.output(since):
            break
    for key in [b"1", b"\r", b"1"]:
        it.write(key)
        time.sleep(0.05)
    it.quiet(0.7)
    assert b"approved" not in it.output(since)
    it.write(b"\x1b")
    it.wait(b"interrupted", since=since)


# SPC-07, CLI-40: without a terminal.
def test_headless_the_plan_is_the_result(world, script):
    script([{"calls": [CREATE]}, {"calls": [leave()]}, {"text": "never"}])
    done = world.ingot("exec", "--use-spec", "go")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == PLAN.strip() and not list(world.project.glob("[!.]*"))


def test_headless_a_level_carries_the_plan_out(world, script):
    script([{"calls": [CREATE]}, {"calls": [leave(), CREATE]}, {"calls": [CREATE]},
            {"text": "built"}])
    world.write_settings({**json.loads(world.settings.read_text()), "specSaveEnabled": True})
    done = world.ingot("exec", "--use-spec", "--auto", "low", "go")
    assert (done.returncode, done.stdout.strip()) == (0, "built"), done.stderr
    assert (world.project / "blue.txt").read_text() == "blue\n"
    assert ["Created" in text for text in world.results()] == [False, False, False, True]
    [kept] = (world.home / ".factory/docs").iterdir()
    assert f"the plan is kept in {kept}" in done.stderr and kept.read_text() == PLAN.strip() + "\n"


# CFG-147, CFG-148: refused before anything is sent.
def test_headless_a_model_that_cannot_follow_is_refused(world, script):
    script([{"text": "never"}])
    done = world.ingot("exec", "--use-spec", "-m", "custom:generic-chat-completion-api-2",
                       "--spec-model", "custom:openai-1", "go")
    assert done.returncode == 2
    assert "openai cannot follow generic-chat-completion-api" in done.stderr
    lone = world.ingot("exec", "--spec-model", "custom:openai-1", "go")
    assert lone.returncode == 2 and "need --use-spec" in lone.stderr


# CLI-44: where spec mode can be, the tool is listed; elsewhere it is no tool.
def test_the_tool_is_listed_where_it_has_a_use(world, script):
    script([{"text": "never"}])
    assert "ExitSpecMode" in world.ingot("exec", "--use-spec", "--list-tools").stdout
    assert "ExitSpecMode" not in world.ingot("exec", "--list-tools").stdout

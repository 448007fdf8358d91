"""A conversation that no longer fits its model's window is summarised and goes on (cli.md 13)."""

import json
import signal
import subprocess
import time

import pytest
from conftest import PROTOCOLS

SUMMARY = "SUMMARY-ONE: the files were read"
ASKED = "Summarise this conversation"
AGAIN = "Bring that summary up to date"


def after_summary(text: str, summary: str = "SUMMARY-ONE", **more) -> list[dict]:
    """Turns that answer a request whose newest word is the summary, whatever else was kept."""
    return [{"turn": n, "when": {"last_user_contains": summary}, "text": text, **more}
            for n in range(6)]


def read_turns(world, count: int, bytes_each: int = 12000) -> list[dict]:
    turns = []
    for n in range(count):
        path = world.project / f"part{n}.txt"
        path.write_text(f"line of part {n}\n" * (bytes_each // 15))
        turns.append({"turn": n, "text": f"reading part {n}",
                      "calls": [{"name": "Read", "input": {"file_path": str(path)}}]})
    return turns


def session(world) -> tuple[list[dict], dict]:
    [file] = world.session_files()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    settings = file.with_suffix(".settings.json")  # written when a turn ends
    return lines, json.loads(settings.read_text()) if settings.exists() else {}


def ledger(world) -> list[dict]:
    text = (world.home / ".factory/ingot/ledger.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


# CLI-98 to CLI-103, PRV-103: in each protocol's own words.
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_overflow_is_answered_by_a_summary_and_one_retry(world, script, protocol):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": SUMMARY},
            *after_summary("DONE-AFTER-IT"), *read_turns(world, 4)], window=13000)
    done = world.ingot("exec", "-m", f"custom:{protocol}", "read the parts, please")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "DONE-AFTER-IT\n"
    assert "being summarised by" in done.stderr
    assert "older messages summarised: about" in done.stderr
    assert "prompt cache missed" not in done.stderr
    lines, settings = session(world)
    text = json.dumps(lines)
    assert "read the parts, please" in text and text.count("line of part 0") > 100
    mark = settings["ingot"]["compaction"]
    assert mark["summary"] == SUMMARY
    opening = "".join(mark["opening"])
    assert "read the parts, please" in opening and "part0.txt" in opening
    assert "Working directory:" in opening
    roles = [line["role"] for line in ledger(world)]
    assert roles.count("compaction") == 1 and roles[-1] == "main"

    # A continued session is what it was.
    before = lines
    sent = world.ingot("exec", "-s", lines[0]["id"], "--print-request", "and now?").stdout
    assert SUMMARY in sent and sent.count("line of part 0") < 50
    assert session(world)[0] == before


# CLI-98, JR-2
def test_a_summary_is_an_event_of_the_stream(world, script):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": SUMMARY},
            *after_summary("done"), *read_turns(world, 4)], window=13000)
    done = world.ingot("exec", "-o", "stream-json", "go")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    [event] = [event for event in events if event["type"] == "compaction"]
    assert event["cause"] == "overflow" and event["removedCount"] > 0
    assert event["tokensAfter"] < event["tokensBefore"]
    assert events[-1]["type"] == "completion" and events[-1]["finalText"] == "done"


# CLI-98: other servers' words, which come as they are scripted.
@pytest.mark.parametrize("status, message, in_stream", [
    (400, "the request exceeds the available context size (9000 tokens), try increasing it", False),
    (413, "Request Entity Too Large", False),
    (500, "no user query found in messages", False),
    (400, "This model's maximum context length is 9000 tokens.", True)])
def test_the_refusals_of_many_servers_are_known(world, script, status, message, in_stream):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": SUMMARY},
            *after_summary("done"), *read_turns(world, 2),
            {"turn": 2, "text": "half an answer, then nothing",
             "error": {"status": status, "message": message, "in_stream": in_stream}}])
    done = world.ingot("exec", "-m", "custom:generic-chat-completion-api", "go")
    assert done.stdout == "done\n", done.stderr
    assert message.rstrip(".") in done.stderr, done.stderr


# CLI-98: Anthropic's answer that was cut because the window was full.
def test_an_answer_that_fills_the_window_goes_on_after_a_summary(world, script):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": SUMMARY},
            *[{"turn": n, "when": {"last_user_contains": "was cut off"}, "text": "the rest"}
              for n in range(6)],
            *read_turns(world, 2), {"turn": 2, "text": "the beginning", "stop": "window"}])
    done = world.ingot("exec", "-m", "custom:anthropic", "go")
    assert done.stdout == "the rest\n", done.stderr
    assert "filled the model's context window" in done.stderr


# CLI-98: one retry only; CLI-101: nothing is lost.
def test_a_request_that_stays_too_long_ends_the_turn(world, script):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": SUMMARY},
            *after_summary("", error={"status": 400, "message": "prompt is too long"}, times=0),
            *read_turns(world, 2),
            {"turn": 2, "error": {"status": 400, "message": "prompt is too long"}, "times": 0}])
    done = world.ingot("exec", "go")
    assert done.returncode == 1 and done.stdout == ""
    assert "still too long, although its older messages were summarised" in done.stderr
    assert "choose a model with a larger window" in done.stderr
    assert done.stderr.count("being summarised by") == 1
    assert "line of part 1" in json.dumps(session(world)[0])


# CLI-101
def test_a_summary_that_fails_leaves_the_session_as_it_was(world, script):
    script([{"turn": 0, "when": {"last_user_contains": ASKED},
             "error": {"status": 401, "message": "who are you"}, "times": 0},
            *read_turns(world, 4)], window=13000)
    done = world.ingot("exec", "go")
    assert done.returncode == 1
    assert "could not be summarised" in done.stderr and "who are you" in done.stderr
    assert "choose a model with a larger window" in done.stderr
    lines, settings = session(world)
    assert "compaction" not in settings["ingot"]
    assert "line of part 1" in json.dumps(lines)


# CLI-98: what cannot become shorter is told as such.
def test_a_first_message_that_is_too_long_is_told(world, script):
    script([{"text": "never"}], window=13000)
    done = world.ingot("exec", "word " * 12000)
    assert done.returncode == 1
    assert "nothing older than the last message" in done.stderr


# CLI-98: also within a turn and without anybody there; CLI-100: the second summary goes by the first.
def test_the_limit_of_the_settings_holds_within_a_turn(world, script):
    script([*[{"turn": n, "when": {"last_user_contains": ASKED}, "text": SUMMARY}
              for n in range(8)],
            *[{"turn": n, "when": {"last_user_contains": AGAIN}, "text": "SUMMARY-TWO"}
              for n in range(8)],
            *after_summary("ended", "SUMMARY-TWO"), *read_turns(world, 8)])
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "compactionTokenLimit": 12000})
    done = world.ingot("exec", "go")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("nearly as long as the model's window") >= 1
    mark = session(world)[1]["ingot"]["compaction"]
    assert mark["summary"] in (SUMMARY, "SUMMARY-TWO")
    # No compaction after every step (CFG-239).
    roles = [line["role"] for line in ledger(world)]
    assert 1 <= roles.count("compaction") <= 3, roles


# CLI-98: switched off.
def test_the_check_can_be_switched_off(world, script):
    script([*read_turns(world, 4), {"turn": 4, "text": "ended"}])
    settings = json.loads(world.settings.read_text())
    world.write_settings({**settings, "compactionTokenLimit": 12000,
                          "compactionThresholdCheckEnabled": False})
    done = world.ingot("exec", "go")
    assert done.stdout == "ended\n"
    assert "summarised" not in done.stderr


# CLI-101: killed at any moment, the session goes on as if nothing had happened.
def test_a_kill_while_summarising_costs_nothing(world, script):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": "word " * 200,
             "delay_ms": 200},
            *read_turns(world, 4)], window=13000)
    process = world.start("exec", "go")
    seen = b""
    while b"being summarised by" not in seen:
        seen += process.stderr.read1()
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    lines, settings = session(world)
    assert "compaction" not in settings.get("ingot", {})
    sent = world.ingot("exec", "-s", lines[0]["id"], "--print-request", "and now?").stdout
    assert sent.count("line of part 1") > 100


# CLI-98: the user sees what happened, and goes on.
def test_the_terminal_says_what_happened(world, script, window):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": SUMMARY, "delay_ms": 300},
            *after_summary("DONE-AFTER-IT"), *read_turns(world, 4)], window=13000)
    tm = window(100, 30)
    tm.type(f"{world.binary} 'read the parts'")
    tm.key("Enter")
    tm.wait("summarising the conversation", 40)
    tm.wait("DONE-AFTER-IT", 40)
    shown = tm.all().replace("\n", " ")
    assert "being summarised by" in shown and "older messages summarised: about" in shown
    assert len(world.session_files()) == 1


# CLI-101: esc ends it like any other request.
def test_summarising_can_be_interrupted(world, script, window):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": "word " * 500,
             "delay_ms": 200},
            *read_turns(world, 4)], window=13000)
    tm = window(100, 30)
    tm.type(f"{world.binary} 'read the parts'")
    tm.key("Enter")
    tm.wait("summarising the conversation", 40)
    tm.key("Escape")
    tm.wait("(?m)^interrupted")
    assert "compaction" not in session(world)[1]["ingot"]


def with_setting(world, **settings) -> None:
    world.write_settings({**json.loads(world.settings.read_text()), **settings})


# CLI-99, CLI-103, CFG-42: by the model that the settings name, and counted as its own.
@pytest.mark.parametrize("setting", ["compactionModel", "compactionModelMode"])
def test_another_model_may_summarise(world, script, setting):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": SUMMARY},
            *after_summary("done"), *read_turns(world, 4)], window=13000)
    with_setting(world, **{setting: "custom:generic-chat-completion-api"})
    done = world.ingot("exec", "-m", "custom:anthropic", "go")
    assert done.stdout == "done\n", done.stderr
    assert "being summarised by custom:generic-chat-completion-api-2" in done.stderr
    cost = json.loads(world.ingot("cost", "--json").stdout)
    roles = {model["modelId"]: [role["role"] for role in model["roles"]] for model in cost["models"]}
    assert roles == {"custom:anthropic-0": ["main"],
                     "custom:generic-chat-completion-api-2": ["compaction"]}
    assert "in effect" in world.ingot("config", "explain", setting).stdout


# CLI-99: an id that nobody knows is told at its place, and costs no summary.
def test_an_unknown_compaction_model_is_told_at_its_place(world, script):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": SUMMARY},
            *after_summary("done"), *read_turns(world, 4)], window=13000)
    with_setting(world, compactionModel="custom:nobody")
    text = world.settings.read_text()
    before = text[:text.index('"custom:nobody"')]
    place = (f"~/.factory/settings.json:{before.count(chr(10)) + 1}:"
             f"{len(before) - before.rfind(chr(10))}: error E20: compactionModel: no model")
    done = world.ingot("exec", "-m", "custom:anthropic", "go")
    assert done.stdout == "done\n"
    assert place in done.stderr and "the model in use summarises" in done.stderr
    assert "being summarised by custom:anthropic-0" in done.stderr
    checked = world.ingot("config", "validate")
    assert checked.returncode == 1 and place in checked.stdout
    assert "E20" in world.ingot("doctor", "--config").stdout


# CLI-99: one that is down neither.
def test_a_compaction_model_that_is_down_is_stood_in_for(world, script):
    script([{"turn": 0, "when": {"last_user_contains": ASKED}, "text": SUMMARY},
            *after_summary("done"), *read_turns(world, 4)], window=13000)
    settings = json.loads(world.settings.read_text())
    down = {**settings["customModels"][0], "displayName": "down", "baseUrl": "http://127.0.0.1:1"}
    world.write_settings({"customModels": [*settings["customModels"], down],
                          "compactionModel": "custom:down"})
    done = world.ingot("exec", "-m", "custom:anthropic", "go")
    assert done.stdout == "done\n", done.stderr
    assert "the connection was refused" in done.stderr
    assert "summarising with custom:anthropic-0" in done.stderr

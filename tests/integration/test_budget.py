"""What a session may cost: a warning, a question, the end of a run (CFG-140)."""

import json
import re
import time

import servers
from test_tui_dialogs import execute
from terminals import say, start

END = r"(?m)^\d+\.\d s · "


def priced(world, session: float | None = None, price: float | None = 2000.0, **budget) -> None:
    """A request has some 2,400 tokens: almost five dollars."""
    settings = json.loads(world.settings.read_text())
    entry = settings["customModels"][2]
    if price is not None:
        entry["ingot"] = {"pricing": {"input": price, "output": price, "cacheRead": price}}
    if session is not None:
        budget["session"] = session
    world.write_settings({"customModels": [entry], **({"ingot": {"budget": budget}} if budget else {})})


def looks(count: int) -> list[dict]:
    return [*[{"calls": [execute(f"echo {n}")]} for n in range(count)], {"text": "it is done"}]


def ledger(world) -> list[dict]:
    text = (world.home / ".factory/ingot/ledger.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


# CFG-140: nobody can be asked, so the run ends before the next request.
def test_a_headless_run_stops_at_the_budget(world, script):
    script(looks(6))
    priced(world, 9.0, warnAt=0.4)
    done = world.ingot("exec", "--auto", "high", "--detailed-exit-codes", "-o", "json", "go")
    assert done.returncode == 5, done.stderr
    result = json.loads(done.stdout)
    assert result["is_error"] and result["result"].startswith("stopped: the session has cost $")
    assert "its budget is $9.00 (ingot.budget.session)" in result["result"]
    assert len(re.findall(r"has cost \$\d+\.\d+ of its budget of \$9\.00", done.stderr)) == 1
    assert 9 <= result["cost_usd"] < 20
    asked = len(ledger(world))
    # What it has cost stays with the session.
    again = world.ingot("exec", "-s", result["session_id"], "and now?")
    assert again.returncode == 1 and "its budget is $9.00" in again.stderr
    assert len(ledger(world)) == asked
    world.ingot("exec", "hello")
    assert len(ledger(world)) > asked  # another session has its own nine dollars


# CFG-140, CFG-138: no price, no budget; that is said.
def test_a_budget_without_a_price_is_told(world):
    answer = {"choices": [{"message": {"role": "assistant", "content": "hi"},
                           "finish_reason": "stop"}],
              "usage": {"prompt_tokens": 1000, "completion_tokens": 1}}
    server = servers.Scripted([(200, "application/json", json.dumps(answer).encode())])
    world.configure(1)
    priced(world, 0.001, None)
    settings = json.loads(world.settings.read_text())
    settings["customModels"][0]["baseUrl"] = "http://api.ingot.test/v1"
    world.write_settings(settings)
    done = world.ingot("exec", "go", HTTP_PROXY=f"http://127.0.0.1:{server.port}")
    assert done.stdout == "hi\n", done.stderr
    assert ('the budget of the session cannot be kept: the price of "some-model" is unknown; set '
            "ingot.pricing in the entry at ~/.factory/settings.json") in done.stderr
    server.stop()


def wait_for_question(tm) -> None:
    """Until it takes answers: keys typed ahead stay in the draft."""
    tm.wait("(?s)This session has cost.*enter: choose", 40)


# CFG-140: a person is asked, and decides.
def test_a_person_is_asked_at_the_budget(world, script, window):
    script([*looks(4), {"text": "and on"}, {"text": "never"}])
    priced(world, 8.0)
    tm = window(100, 30)
    start(world, tm, "--auto", "high")
    say(tm, "go")
    wait_for_question(tm)
    shown = tm.screen()
    assert "of its budget of $8.00" in shown and "› Stop here" in shown
    assert "Raise it to $16.00 for this session" in shown
    tm.key("Down", "Enter")
    tm.wait("the budget of this session is $16.00")
    tm.wait("of its budget of $16.00", 40)  # the warning, or the next question
    wait_for_question(tm)
    tm.key("Down", "Down", "Enter")
    tm.wait("going on beyond the budget until this turn ends")
    tm.wait("it is done", 40)
    tm.wait(END)
    say(tm, "more")
    wait_for_question(tm)
    tm.key("Enter")
    tm.wait("stopped: the session has cost")
    assert "/budget AMOUNT sets another one" in tm.all().replace("\n", " ")
    say(tm, "/budget")
    tm.wait(r"(?m)this session has cost \$\d+.\d+ of its budget of \$16.00, set for")
    say(tm, "/budget 1000")
    tm.wait("of its budget of $1000.00, set for this session")
    say(tm, "more")
    tm.wait("and on", 40)


# TUI-81: what was being typed answers nothing.
def test_keys_typed_ahead_do_not_answer_at_the_budget(world, script, window):
    script([{"calls": [execute(f"echo {n}")], "delay_ms": 400} for n in range(4)])
    priced(world, 8.0)
    tm = window(100, 30)
    start(world, tm, "--auto", "high")
    say(tm, "go")
    end = time.monotonic() + 40
    while "This session has cost" not in tm.screen() and time.monotonic() < end:
        tm.type("1")
        time.sleep(0.05)
    tm.type("1")
    tm.key("Enter")
    wait_for_question(tm)
    assert not re.search("stopped|the budget of this session is", tm.all())
    tm.key("Escape")
    tm.wait("stopped: the session has cost")
    tm.wait("› 111")  # and nothing of it is lost


# CFG-140: esc stops as well, and the budget may be lifted.
def test_a_budget_of_the_session_alone(world, script, window):
    script([{"text": "first"}, {"text": "second"}])
    priced(world)
    tm = window(100, 30)
    start(world, tm)
    say(tm, "/budget")
    tm.wait("it has no budget: /budget 5 sets one")
    say(tm, "/budget nonsense")
    tm.wait("takes an amount in US dollars")
    say(tm, "/budget $2.5")
    tm.wait("of its budget of $2.50, set for this session; a warning comes at $2.00")
    say(tm, "hello")
    tm.wait("first", 40)
    tm.wait(END)
    say(tm, "again")
    wait_for_question(tm)
    tm.key("Escape")
    tm.wait("stopped: the session has cost")
    say(tm, "/budget off")
    tm.wait("this session may cost any amount")
    say(tm, "again")
    tm.wait("second", 40)


# CFG-140, TUI-140
def test_a_plain_terminal_asks_by_number(world, script, recorder):
    script(looks(3))
    priced(world, 8.0)
    terminal = recorder("--plain", "--auto", "high")
    terminal.wait(b"You: ")
    terminal.write(b"go\n")
    question = terminal.wait(b"Number, or Enter to leave: ", 40).decode()
    assert "This session has cost" in question and "1. Stop here" in question
    terminal.write(b"3\n")
    terminal.wait(b"it is done", 40)
    terminal.wait(b"waiting for you.")

"""What past sessions came to, from local files only (CFG-141)."""

import datetime
import json

from terminals import say, start


def record(world, time: str, session: str, **more) -> None:
    line = {"time": time, "session": session, "turn": "t", "role": "main", "modelId": "custom:a-0",
            "model": "a", "host": "h.test", "provider": "openai", "input": 100, "output": 10,
            "cacheRead": 0, "cacheWrite": None, "reasoning": None,
            "price": {"source": "entry", "input": 1, "output": 1, "cacheRead": 1,
                      "cacheWrite": None},
            "cache": "first", "cacheExpected": None, "costUsd": 0.5, "costReported": False,
            "estimated": False, "durationMs": 1000, "partial": False, **more}
    path = world.home / ".factory/ingot/ledger.jsonl"
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")


def session(world, name: str, folder: str) -> None:
    path = world.home / ".factory/sessions/-x" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "session_start", "id": name, "title": "t", "cwd": folder})
                    + "\n")


def ago(days: int) -> str:
    day = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
    return day.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def history(world) -> None:
    session(world, "one", str(world.home / "src/one"))
    session(world, "two", "/srv/two")
    for days, name, more in [(400, "old", {}), (2, "one", {}), (2, "one", {"role": "compaction"}),
                             (0, "two", {"modelId": "custom:b-1", "costUsd": 2.0}),
                             (0, "gone", {"modelId": "custom:c-2", "costUsd": None})]:
        record(world, ago(days), name, **more)


# CFG-141
def test_sums_by_day_model_and_project(world):
    world.configure(1)
    history(world)
    stats = json.loads(world.ingot("stats", "--json", TZ="UTC").stdout)
    assert stats["period"] == "the last 30 days"
    assert (stats["sessions"], stats["requests"], stats["knownCostUsd"]) == (3, 4, 3.0)
    assert stats["costUsd"] is None and stats["unpricedRequests"] == 1
    assert [(day["day"], day["requests"]) for day in stats["days"]] == [(ago(2)[:10], 2),
                                                                        (ago(0)[:10], 2)]
    assert [model["modelId"] for model in stats["models"]] == ["custom:b-1", "custom:a-0",
                                                              "custom:c-2"]
    assert {row["folder"]: row["sessions"] for row in stats["projects"]} == {
        "/srv/two": 1, "~/src/one": 1, "(sessions that are gone)": 1}
    text = world.ingot("stats", TZ="UTC").stdout
    assert text.startswith("the last 30 days: 3 sessions, 4 requests, 440 tokens, $3.00 + ?\n")
    assert "the price of 1 request is unknown" in text
    everything = json.loads(world.ingot("stats", "--json", "--days", "all").stdout)
    assert everything["sessions"] == 4
    one_day = json.loads(world.ingot("stats", "--json", "--days", "1", TZ="UTC").stdout)
    assert one_day["period"] == "today" and one_day["requests"] == 2


# CFG-141: a day begins where this machine is.
def test_days_are_those_of_this_machine(world):
    world.configure(1)
    record(world, "2026-01-02T23:30:00.000Z", "one")
    for zone, day in [("UTC", "2026-01-02"), ("UTC-2", "2026-01-03")]:
        stats = json.loads(world.ingot("stats", "--json", "--days", "all", TZ=zone).stdout)
        assert stats["days"][0]["day"] == day


def test_what_is_not_there_is_told(world):
    world.configure(1)
    assert world.ingot("stats").stdout == "no requests are recorded for the last 30 days\n"
    bad = world.ingot("stats", "--days", "yesterday")
    assert bad.returncode == 2 and "2w or all" in bad.stderr


# CFG-141
def test_the_terminal_shows_them(world, script, window):
    script([{"text": "hi"}])
    history(world)
    tm = window(120, 50, TZ="UTC")
    start(world, tm)
    say(tm, "/stats 2w")
    tm.wait("the last 14 days: 3 sessions")
    shown = tm.screen()
    for part in ["day", "custom:b-1", "/srv/two", "$3.00 + ?"]:
        assert part in shown
    say(tm, "/stats soon")
    tm.wait("is no period")

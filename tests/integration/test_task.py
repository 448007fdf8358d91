"""A whole task with the user's own model, for each protocol, against a server nobody here wrote."""

import json
import re

import pytest
from conftest import PROTOCOLS, call, script

PROMPT = "do the task"


def task(world) -> list[dict]:
    here = world.project
    (here / "a.txt").write_text("alpha one\r\nlast line")
    (here / "b.txt").write_text("beta\n")
    return [
        {"toolCalls": [call("Read", file_path=f"{here}/a.txt"),
                       call("Read", file_path=f"{here}/b.txt"),
                       call("Grep", pattern="alpha", path=str(here))]},
        {"toolCalls": [call("Edit", file_path=f"{here}/a.txt", old_str="one", new_str="two")]},
        {"toolCalls": [call("Create", file_path=f"{here}/new.txt", content="made\n")]},
        {"toolCalls": [call("Execute", command="cat new.txt", summary="show",
                            riskLevel={"value": "low", "reason": "reads"})]},
        {"toolCalls": [call("TodoWrite", todos="1. [completed] all of it")]},
        {"content": "All **done**."},
    ]


def check_files(world) -> None:
    # Only the matched bytes change: line endings and the missing final newline stay.
    assert (world.project / "a.txt").read_bytes() == b"alpha two\r\nlast line"
    assert (world.project / "new.txt").read_text() == "made\n"


# CLI-9..25, PRV-26..84
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_task_ends_with_the_right_files_and_one_json_object(world, serve, protocol):
    serve(script(PROMPT, task(world), protocol))
    done = world.ingot("exec", "-m", f"custom:{protocol}", "--auto", "high", "-o", "json", PROMPT)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    check_files(world)
    assert result["type"] == "result" and result["subtype"] == "success" and not result["is_error"]
    assert result["result"] == "All **done**." and result["num_turns"] == 6
    assert result["usage"]["input_tokens"] == sum(range(100, 106))
    assert result["usage"]["output_tokens"] == 60
    assert [c["kind"] for c in result["files_changed"]] == ["modified", "created"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_event_stream_tells_every_call_and_result_once_and_in_order(world, serve, protocol):
    serve(script(PROMPT, task(world), protocol))
    done = world.ingot("exec", "-m", f"custom:{protocol}", "--auto", "high", "-o", "stream-json",
                       PROMPT)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    check_files(world)
    assert events[0]["type"] == "system" and events[0]["subtype"] == "init"
    assert events[-1]["type"] == "completion" and events[-1]["finalText"] == "All **done**."
    calls = [e["id"] for e in events if e["type"] == "tool_call"]
    results = [e["id"] for e in events if e["type"] == "tool_result"]
    assert len(calls) == 7 and sorted(calls) == sorted(results)
    assert not any(e["isError"] for e in events if e["type"] == "tool_result")


def unmarked(body: bytes) -> bytes:
    """Without cache marks, the one thing that may move (PRV-121)."""
    body = re.sub(rb',"cache_control":\{[^}]*\}', b"", body)
    return body


def before_last_message(body: bytes) -> bytes:
    """The body up to its last message."""
    document = json.loads(body)
    items = document.get("messages") or document["input"]
    tail = json.dumps(items[-1], ensure_ascii=False, separators=(",", ":")).encode()
    assert tail in body
    return body[: body.rindex(tail)]


# Invariant 1; PRV-6, PRV-110..112, PRV-121, CFG-131
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_request_begins_with_the_one_before(world, serve, protocol):
    turns = task(world)
    more = {"match": {"userMessage": "and more"}, "response": {"content": "Nothing more."}}
    recorder = serve([more, *script(PROMPT, turns, protocol)])
    done = world.ingot("exec", "-m", f"custom:{protocol}", "--auto", "high", "-o", "json", PROMPT)
    assert done.returncode == 0, done.stderr
    session = json.loads(done.stdout)["session_id"]
    # A new process goes on with the session: the bytes are still the same.
    again = world.ingot("exec", "-m", f"custom:{protocol}", "--auto", "high", "-s", session,
                        "and more")
    assert again.returncode == 0, again.stderr
    assert "Nothing more." in again.stdout
    bodies = [unmarked(body) for body in recorder.bodies]
    assert len(bodies) == 7
    for earlier, later in zip(bodies, bodies[1:]):
        assert later.startswith(before_last_message(earlier))


# The system prompt and the tools are the same in any folder, on any day.
def test_the_front_of_a_request_does_not_depend_on_the_folder(world, serve):
    recorder = serve([{"match": {"userMessage": "hello"}, "response": {"content": "Hi."}}])
    for name in ["one", "two"]:
        folder = world.project / name
        folder.mkdir()
        assert world.ingot("exec", "-m", "custom:anthropic", "--cwd", str(folder),
                           "hello").returncode == 0
    fronts = [body[: body.index(b'"messages":[')] for body in recorder.bodies]
    assert fronts[0] == fronts[1]

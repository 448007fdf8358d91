#!/usr/bin/env python3
"""bench/prompt_cache.py: how much of each prompt a provider's cache can take over.

Runs ingot against a scripted server for each protocol: sessions of 20 and of 100 model calls, then
the session continued by new processes, then two forks of it. Every request that arrives is put
through the cache rules of each provider family (providers.md, section 10, and the vendors' pages):

  marks       Anthropic: what a cache_control mark ended is kept; a mark finds what an earlier one
              kept up to 20 blocks before it; nothing below 1,024 tokens
  blocks-128  OpenAI: the longest known beginning, in steps of 128 tokens from 1,024 on
  units-64    DeepSeek: whole units of 64 tokens
  slot        llama.cpp, vLLM: every token of the longest known beginning

The last column is what was read in per cent of what could have been: all of the request before, up
to its last message, as far as the family's rules keep it. A token counts as four bytes.
"""

import argparse
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

PROTOCOLS = ["anthropic", "openai", "generic-chat-completion-api"]
FAMILIES = {"anthropic": ["marks"], "openai": ["blocks-128"],
            "generic-chat-completion-api": ["blocks-128", "units-64", "slot"]}


def tokens(size: int) -> int:
    return size // 4


class Server:
    """Answers each request with one more tool call until `turns` are done; keeps the bodies."""

    def __init__(self, folder: pathlib.Path):
        self.bodies: list[dict] = []
        self.turns = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.bodies.append(body)
                outer.turns -= 1
                answer = json.dumps(reply(self.path, len(outer.bodies), outer.turns > 0, folder))
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer.encode())

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def reply(path: str, number: int, call: bool, folder: pathlib.Path) -> dict:
    # The offset differs from call to call, so that no call is a repetition.
    arguments = {"file_path": str(folder / "file.txt"), "offset": number, "limit": 20}
    if path.endswith("/messages"):
        block = ({"type": "tool_use", "id": f"toolu_{number}", "name": "Read", "input": arguments}
                 if call else {"type": "text", "text": "done"})
        return {"id": f"msg_{number}", "type": "message", "role": "assistant", "model": "m",
                "content": [{"type": "thinking", "thinking": "hm", "signature": f"s{number}"},
                            block], "stop_reason": "tool_use" if call else "end_turn",
                "usage": {"input_tokens": 1, "output_tokens": 1}}
    if path.endswith("/responses"):
        item = ({"type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}",
                 "name": "Read", "arguments": json.dumps(arguments), "status": "completed"}
                if call else {"type": "message", "id": f"m_{number}", "role": "assistant",
                              "status": "completed",
                              "content": [{"type": "output_text", "text": "done"}]})
        return {"id": f"resp_{number}", "object": "response", "model": "m", "status": "completed",
                "output": [item], "usage": {"input_tokens": 1, "output_tokens": 1}}
    message = {"role": "assistant", "content": None if call else "done"}
    if call:
        message["tool_calls"] = [{"id": f"call_{number}", "type": "function",
                                  "function": {"name": "Read", "arguments": json.dumps(arguments)}}]
    return {"id": f"c_{number}", "object": "chat.completion", "model": "m",
            "choices": [{"index": 0, "message": message,
                         "finish_reason": "tool_calls" if call else "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1}}


def blocks_of(body: dict) -> list[tuple[bytes, bool]]:
    """The prompt in the order in which a server reads it: (bytes, ends with a mark) each."""
    parts = [("tool", part) for part in body.get("tools", [])]
    system = body.get("system", [])
    parts += [("system", part) for part in ([system] if isinstance(system, str) else system)]
    for message in body.get("messages", body.get("input", [])):
        content = message.get("content")
        if isinstance(content, list):
            parts += [(message.get("role"), part) for part in content]
        else:
            parts.append(("message", message))
    blocks = []
    for place, part in parts:
        marked = isinstance(part, dict) and "cache_control" in part
        plain = {k: v for k, v in part.items() if k != "cache_control"} if marked else part
        blocks.append((json.dumps([place, plain], ensure_ascii=False).encode(), marked))
    return blocks


class Marks:
    def __init__(self):
        self.kept: set[bytes] = set()

    def read(self, body: dict) -> tuple[int, int]:
        """(tokens read, tokens that were kept of this prompt)."""
        beginnings, text, marks = [], b"", []
        for number, (block, marked) in enumerate(blocks_of(body)):
            text += block
            beginnings.append(text)
            if marked:
                marks.append(number)
        best = 0
        for mark in marks:
            for number in range(mark, max(-1, mark - 20), -1):
                if beginnings[number] in self.kept:
                    best = max(best, tokens(len(beginnings[number])))
                    break
        written = [beginnings[mark] for mark in marks if tokens(len(beginnings[mark])) >= 1024]
        self.kept.update(written)
        return best, max([tokens(len(text)) for text in written], default=0)


class Longest:
    def __init__(self, least: int, unit: int):
        self.least, self.unit = least, unit
        self.seen: list[bytes] = []

    def read(self, body: dict) -> tuple[int, int]:
        text = b"".join(block for block, _ in blocks_of(body))
        best = 0
        for earlier in self.seen:
            best = max(best, self.whole(tokens(len(os.path.commonprefix([earlier, text])))))
        self.seen.append(text)
        return best, self.whole(tokens(len(text)))

    def whole(self, count: int) -> int:
        return 0 if count < self.least else count // self.unit * self.unit


def rules(family: str):
    return {"marks": lambda: Marks(), "blocks-128": lambda: Longest(1024, 128),
            "units-64": lambda: Longest(64, 64), "slot": lambda: Longest(1, 1)}[family]()


def run(ingot: str, home: pathlib.Path, project: pathlib.Path, *words: str) -> str:
    done = subprocess.run([ingot, "exec", "-o", "json", *words], cwd=project, capture_output=True,
                          text=True, env={"HOME": str(home), "PATH": os.environ["PATH"]})
    if done.returncode != 0:
        sys.exit(f"ingot failed: {done.stderr}")
    return json.loads(done.stdout)["session_id"]


def record(ingot: str, protocol: str, turns: int) -> list[tuple[dict, int]]:
    """All requests of a session, of its continuations and forks, and which request each extends."""
    with tempfile.TemporaryDirectory() as name:
        home, project = pathlib.Path(name, "home"), pathlib.Path(name, "project")
        (home / ".factory").mkdir(parents=True)
        project.mkdir()
        (project / "file.txt").write_text("".join(f"line {n}: {n * 7919 % 10007}\n"
                                                  for n in range(1000)))
        server = Server(project)
        base = f"http://127.0.0.1:{server.port}" + ("" if protocol == "anthropic" else "/v1")
        settings = home / ".factory/settings.json"
        settings.write_text(json.dumps({"customModels": [
            {"displayName": "m", "model": "claude-sonnet-4-5" if protocol == "anthropic" else "m",
             "provider": protocol, "baseUrl": base, "apiKey": "not-needed"}]}))
        settings.chmod(0o600)
        extends: list[int] = []

        def go(count: int, after: int, *words: str) -> str:
            first = len(server.bodies)
            server.turns = count
            session = run(ingot, home, project, *words)
            extends.extend(after if n == first else n - 1 for n in range(first, len(server.bodies)))
            return session

        session = go(turns, -1, "look at the file")
        for _ in range(3):
            go(4, len(server.bodies) - 1, "-s", session, "and again")
        trunk = len(server.bodies) - 1
        for _ in range(2):
            go(4, trunk, "--fork", session, "on another way")
        return list(zip(server.bodies, extends))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ingot", required=True)
    parser.add_argument("--turns", type=int, nargs="+", default=[20, 100])
    parser.add_argument("--at-least", type=float, default=99.0, help="per cent, else status 1")
    arguments = parser.parse_args()
    ingot = str(pathlib.Path(arguments.ingot).resolve())
    worst = 100.0
    print(f"{'protocol':<30}{'turns':>6} {'family':<11}{'requests':>9}{'read':>11}{'possible':>11}"
          f"{'share':>9}")
    for protocol in PROTOCOLS:
        for turns in arguments.turns:
            requests = record(ingot, protocol, turns)
            for family in FAMILIES[protocol]:
                cache = rules(family)
                kept, read, possible = [], 0, 0
                for body, before in requests:
                    found, keeps = cache.read(body)
                    kept.append(keeps)
                    if before >= 0:
                        read += found
                        possible += kept[before]
                share = 100 * read / possible
                worst = min(worst, share)
                print(f"{protocol:<30}{turns:>6} {family:<11}{len(requests):>9}{read:>11,}"
                      f"{possible:>11,}{share:>8.2f}%")
    return 0 if worst >= arguments.at_least else 1


if __name__ == "__main__":
    sys.exit(main())

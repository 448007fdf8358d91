#!/usr/bin/env python3
"""bench/whole_program.py: wall time and peak memory of whole runs, beside curl doing the same exchange.

    bench/whole_program.py --ingot build/release/ingot [--runs N]

The server is `ingot demo --serve` on this machine, so that no network is measured. Times of one row
were taken in turns with those of curl, because machines are noisy; compare ratios, not milliseconds.
"""

import argparse
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import tempfile
import time


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def measure(command: list[str], environment: dict, cwd: str) -> float:
    """Milliseconds of one run."""
    begin = time.perf_counter()
    done = subprocess.run(command, env=environment, cwd=cwd, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    return (time.perf_counter() - begin) * 1000


def peak_mib(command: list[str], environment: dict, cwd: str) -> float:
    """Peak resident memory of one run, by time(1): a child of ours would inherit our own."""
    done = subprocess.run(["/usr/bin/time", "-f", "%M", "-o", f"{cwd}/peak", *command],
                          env=environment, cwd=cwd, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    return int(pathlib.Path(cwd, "peak").read_text()) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ingot", required=True)
    parser.add_argument("--runs", type=int, default=30)
    arguments = parser.parse_args()
    ingot = str(pathlib.Path(arguments.ingot).resolve())
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        reads = []  # of different files: the same call over and over would be stopped
        for number in range(19):
            path = root / f"{number}.txt"
            path.write_text("content\n")
            reads.append({"calls": [{"name": "Read", "input": {"file_path": str(path)}}]})
        one = {"turns": [{"text": "Hello."}]}
        twenty = {"turns": [*reads, {"text": "Done."}]}
        servers = []
        environment = {"HOME": folder, "PATH": os.environ["PATH"]}
        settings = []
        for name, scenario in [("one", one), ("twenty", twenty)]:
            path = root / f"{name}.json"
            path.write_text(json.dumps({"model": "m", **scenario}))
            port = free_port()
            servers.append(subprocess.Popen([ingot, "demo", "--serve", str(path), "--port", str(port)],
                                            stdout=subprocess.DEVNULL))
            settings.append({"displayName": name, "model": "m", "provider": "generic-chat-completion-api",
                             "baseUrl": f"http://127.0.0.1:{port}/v1", "apiKey": "bench-key"})
        time.sleep(1)
        overlay = json.dumps({"customModels": settings})
        body = json.dumps({"model": "m", "stream": True, "messages": [{"role": "user", "content": "go"}]})
        commands = {
            "curl, one exchange": ["curl", "-sN", settings[0]["baseUrl"] + "/chat/completions",
                                   "-H", "content-type: application/json",
                                   "-H", "authorization: Bearer bench-key", "-d", body],
            "ingot --version": [ingot, "--version"],
            "ingot exec, 1 turn": [ingot, "exec", "--settings", overlay, "-m", "custom:one", "go"],
            "ingot exec, 20 turns": [ingot, "exec", "--settings", overlay, "-m", "custom:twenty", "go"],
        }
        results: dict[str, list[float]] = {name: [] for name in commands}
        try:
            for _ in range(arguments.runs):
                for name, command in commands.items():
                    results[name].append(measure(command, environment, folder))
            peaks = {name: peak_mib(command, environment, folder)
                     for name, command in commands.items()}
        finally:
            for server in servers:
                server.send_signal(signal.SIGTERM)
        floor = statistics.median(results["curl, one exchange"])
        print(f"{'':<22}{'min ms':>9}{'median ms':>11}{'max ms':>9}{'x curl':>8}{'peak MiB':>10}")
        for name, runs in results.items():
            middle = statistics.median(runs)
            print(f"{name:<22}{min(runs):>9.1f}{middle:>11.1f}{max(runs):>9.1f}"
                  f"{middle / floor:>8.2f}{peaks[name]:>10.1f}")


if __name__ == "__main__":
    main()

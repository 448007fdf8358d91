"""Terminals for tests: `Tmux`, a window of a real one; `Recorder`, a bare pseudo-terminal that keeps
every byte with its time and answers what a terminal is asked."""

import fcntl
import os
import pathlib
import re
import select
import struct
import subprocess
import termios
import threading
import time
import uuid


class Tmux:
    """One window of a tmux server of its own, with a shell in it."""

    def __init__(self, world, folder: pathlib.Path, columns: int, rows: int, **environment: str):
        self.socket = str(folder / f"tmux-{uuid.uuid4().hex[:8]}")
        self.folder = folder
        variables = {**world.environment, "PS1": "$ ", "TERM": "tmux-256color", **environment}
        command = ["env", "-i", *[f"{k}={v}" for k, v in variables.items()], "bash", "--norc",
                   "--noprofile"]
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c",
                  str(world.project), " ".join(f"'{word}'" for word in command))
        self.tmux("set", "-g", "status", "off")
        self.tmux("set", "-g", "history-limit", "50000")
        self.wait("$")

    def tmux(self, *words: str) -> str:
        return subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, text=True,
                              check=True).stdout

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def key(self, *names: str) -> None:
        self.tmux("send-keys", *names)

    def hex(self, *codes: str) -> None:
        self.tmux("send-keys", "-H", *codes)

    def size(self, columns: int, rows: int) -> None:
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def ansi(self) -> str:
        return self.tmux("capture-pane", "-p", "-e")

    def all(self) -> str:
        return self.tmux("capture-pane", "-p", "-J", "-S", "-")

    def value(self, name: str) -> str:
        return self.tmux("display", "-p", f"#{{{name}}}").strip()

    def wait(self, text: str, seconds: float = 20) -> str:
        """Until `text`, or a regular expression that begins with "(?", is on the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            shown = self.screen()
            if re.search(text, shown) if text.startswith("(?") else text in shown:
                return shown
            time.sleep(0.05)
        raise AssertionError(f"{text!r} did not appear:\n{self.screen()}")

    def child(self) -> int:
        """The process that this window's shell runs."""
        return int(subprocess.run(["pgrep", "-P", self.value("pane_pid")], capture_output=True,
                                  text=True, check=True).stdout)

    def stop(self) -> None:
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True)


# What a terminal is asked, and what a modern one says. The names are those of `answers`.
QUERIES = {
    "xtversion": (rb"\x1b\[>0?q", b"\x1bP>|recorder 1.0\x1b\\"),
    "cpr": (rb"\x1b\[6n", b"\x1b[1;1R"),
    "foreground": (rb"\x1b\]10;\?(?:\x07|\x1b\\)", b"\x1b]10;rgb:e5e5/e5e5/e5e5\x1b\\"),
    "background": (rb"\x1b\]11;\?(?:\x07|\x1b\\)", b"\x1b]11;rgb:1010/1010/1818\x1b\\"),
    "2026": (rb"\x1b\[\?2026\$p", b"\x1b[?2026;2$y"),
    "2031": (rb"\x1b\[\?2031\$p", b"\x1b[?2031;2$y"),
    "kitty": (rb"\x1b\[\?u", b"\x1b[?0u"),
    "size": (rb"\x1b\[18t", b"\x1b[8;%d;%dt"),
    "da1": (rb"\x1b\[0?c", b"\x1b[?62;22c"),
}
OFF = None
SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\-~])")
# Each mode that has to be off at the end: how it is switched on and off.
PAIRS = [(rb"\x1b\[\?2004h", rb"\x1b\[\?2004l"), (rb"\x1b\[\?2026h", rb"\x1b\[\?2026l"),
         (rb"\x1b\[\?2031h", rb"\x1b\[\?2031l"), (rb"\x1b\[\?1004h", rb"\x1b\[\?1004l"),
         (rb"\x1b\[\?1049h", rb"\x1b\[\?1049l"), (rb"\x1b\[>1u", rb"\x1b\[<1?u"),
         (rb"\x1b\[>4;1m", rb"\x1b\[>4(?:;0)?m"), (rb"\x1b\[22;[02]t", rb"\x1b\[23;[02]t"),
         (rb"\x1b\[\?25l", rb"\x1b\[\?25h"), (rb"\x1b\]9;4;[1-4]", rb"\x1b\]9;4;0")]


class Recorder:
    """A program on a pseudo-terminal.

    `answers` says what is answered otherwise than in QUERIES: OFF for silence, bytes for another
    answer, a number for so many seconds of delay, (bytes or None, "cut", seconds) for one byte at a
    time with a pause between them.
    """

    def __init__(self, words: list[str], environment: dict, folder, columns: int = 100,
                 rows: int = 30, answers: dict | None = None, early: bytes = b""):
        self.answers = answers or {}
        self.reads: list[tuple[float, bytes]] = []
        self._changed = threading.Condition()
        self._limit = 0  # bytes per second; 0: as fast as they come
        self._writing = threading.Lock()
        self._timers: list[threading.Timer] = []
        self.fd, slave = os.openpty()
        self.resize(columns, rows)
        if early:
            os.write(self.fd, early)
        self.before = termios.tcgetattr(self.fd)
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            words, cwd=folder, env={"TERM": "xterm-256color", **environment}, stdin=slave,
            stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self._stop_read, self._stop_write = os.pipe()
        self._thread = threading.Thread(target=self._record, daemon=True)
        self._thread.start()

    # What the terminal does.

    def _record(self) -> None:
        seen = b""
        while True:
            if self._limit:
                time.sleep(0.05)
            ready = select.select([self.fd, self._stop_read], [], [])[0]
            if self._stop_read in ready:
                return
            try:
                data = os.read(self.fd, max(1, self._limit // 20) if self._limit else 65536)
            except OSError:
                data = b""
            with self._changed:
                self.reads.append((time.monotonic(), data))
                self._changed.notify_all()
            if not data:
                return
            seen = self._answer(seen + data)

    def _answer(self, seen: bytes) -> bytes:
        """Answers the queries in `seen`; what may be the beginning of one is given back."""
        found = sorted((match.start(), match.end(), name) for name, (pattern, _) in QUERIES.items()
                       for match in re.finditer(pattern, seen))
        for _, _, name in found:
            self._reply(name)
        rest = seen[found[-1][1]:] if found else seen
        return rest[-16:]

    def _reply(self, name: str) -> None:
        usual = QUERIES[name][1]
        if name == "size":
            usual %= self.size
        rule = self.answers.get(name, usual)
        if rule is OFF:
            return
        if isinstance(rule, bytes):
            return self.write(rule)
        if isinstance(rule, (int, float)):
            timer = threading.Timer(rule, self.write, [usual])
            timer.daemon = True
            timer.start()
            self._timers.append(timer)
            return
        text, _, pause = rule
        for byte in text or usual:
            self.write(bytes([byte]))
            time.sleep(pause)

    def resize(self, columns: int, rows: int) -> None:
        self.size = (rows, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def throttle(self, bytes_per_second: int) -> None:
        self._limit = bytes_per_second

    # What the person at it does.

    def write(self, data: bytes) -> None:
        with self._writing:
            try:
                os.write(self.fd, data)
            except OSError:
                pass  # the program is gone; the test will see that

    def mark(self) -> int:
        """A place in the recording, for `since`."""
        with self._changed:
            return len(self.reads)

    def output(self, since: int = 0) -> bytes:
        with self._changed:
            return b"".join(data for _, data in self.reads[since:])

    def wait(self, wanted: bytes, seconds: float = 20, since: int = 0) -> bytes:
        """Until `wanted` was written; the output up to then."""
        end = time.monotonic() + seconds
        with self._changed:
            while True:
                data = b"".join(piece for _, piece in self.reads[since:])
                if wanted in data:
                    return data
                left = end - time.monotonic()
                if left <= 0 or (self.reads and not self.reads[-1][1]):
                    raise AssertionError(f"{wanted!r} did not come; the end: {data[-2000:]!r}")
                self._changed.wait(left)

    def quiet(self, seconds: float = 0.3, limit: float = 20) -> bytes:
        """Until nothing has come for `seconds`; all output."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            with self._changed:
                last = self.reads[-1][0] if self.reads else self.began
            left = last + seconds - time.monotonic()
            if left <= 0:
                break
            time.sleep(left)
        return self.output()

    # What is asked of the recording.

    def bursts(self, since: int = 0, gap: float = 0.004) -> list[tuple[float, bytes]]:
        """Reads that came less than `gap` seconds apart, joined."""
        joined: list[tuple[float, bytes]] = []
        last = 0.0
        with self._changed:
            for at, data in self.reads[since:]:
                if joined and at - last <= gap:
                    joined[-1] = (joined[-1][0], joined[-1][1] + data)
                else:
                    joined.append((at, data))
                last = at
        return joined

    def sequences(self, since: int = 0) -> list[bytes]:
        return SEQUENCE.findall(self.output(since))

    def left_on(self) -> list[str]:
        """Modes whose last change switched them on."""
        data = self.output()
        wrong = []
        for on, off in PAIRS:
            changes = [(match.start(), True) for match in re.finditer(on, data)]
            changes += [(match.start(), False) for match in re.finditer(off, data)]
            if changes and max(changes)[1]:
                wrong.append(on.decode())
        return wrong

    def settings(self) -> list:
        return termios.tcgetattr(self.fd)

    def cpu(self) -> float:
        """Seconds of all threads so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wake_ups(self) -> int:
        """How often a thread of the program has gone to sleep, and so was woken again."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            for line in (task / "status").read_text().splitlines():
                if line.startswith("voluntary_ctxt_switches"):
                    total += int(line.split()[1])
        return total

    def resident(self, field: str = "VmRSS") -> int:
        """KiB."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.split(field + ":")[1].split()[0])

    # The end.

    def exit_status(self, seconds: float = 20) -> int:
        status = self.process.wait(seconds)
        self._thread.join(1)
        return status

    def close(self) -> None:
        """The terminal's window is closed."""
        if self.fd < 0:
            return
        for timer in self._timers:
            timer.cancel()
        os.write(self._stop_write, b"x")
        self._thread.join(5)
        os.close(self.fd)
        os.close(self._stop_read)
        os.close(self._stop_write)
        self.fd = -1

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        self.close()


def start(world, tm, *words: str) -> None:
    """ingot in a shell of `tm`, until its first frame stands."""
    tm.type(" ".join([world.binary, *words]))
    tm.key("Enter")
    tm.wait("Auto (")


def say(tm, text: str) -> None:
    tm.type(text)
    tm.key("Enter")

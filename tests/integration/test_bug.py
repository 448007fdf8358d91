"""/bug: an archive that any tar reads, with nothing in it that is not a maintainer's business."""

import json
import pathlib
import re
import tarfile

from conftest import KEY
from terminals import say, start


def contents(path: pathlib.Path) -> dict:
    """The files in an archive: in one folder of its name, for their owner alone."""
    with tarfile.open(path) as archive:
        files = [info for info in archive.getmembers() if info.isfile()]
        assert all(info.mode & 0o777 == 0o600 for info in files)
        folder = path.name.removesuffix(".tar.gz") + "/"
        return {info.name.removeprefix(folder): archive.extractfile(info).read().decode()
                for info in files}


# cli.md 11 and 1: redacted, local, nothing is sent
def test_a_bug_report_holds_what_is_needed_and_no_secret(world, script, window):
    (world.project / "a.txt").write_text("content-of-a-file\n")
    script([{"calls": [{"name": "Read", "input": {"file_path": f"{world.project}/a.txt"}}]},
            {"text": "words-of-the-answer"}])
    settings = json.loads(world.settings.read_text())
    settings["customModels"][1]["extraHeaders"] = {"X-Team": "header-value-77"}
    settings["customModels"][2]["baseUrl"] = "https://user:pass-99@host.test/v1?k=query-55"
    settings["no-such-setting"] = 1
    world.write_settings(settings)
    crashes = world.home / ".factory/ingot/crashes"
    crashes.mkdir(parents=True)
    (crashes / "crash-20260101-1.txt").write_text("addresses\n")
    tm = window(140, 40)
    start(world, tm)
    say(tm, "words-of-the-user")
    tm.wait(r"(?m)^\d.* s · ")
    say(tm, f"/bug it flickers {KEY}")
    shown = tm.wait("Nothing was sent")
    path = pathlib.Path(re.search(r"(?s)wrote (\S+\.tar\.gz)", tm.all())[1])
    assert path.stat().st_mode & 0o777 == 0o600
    texts = contents(path)
    assert set(texts) == {"report.md", "settings.txt", "diagnostics.txt", "session.jsonl",
                          "requests.json", "crashes/crash-20260101-1.txt"}
    assert list(path.parent.iterdir()) == [path]
    for name, text in texts.items():
        assert f"{name}  {len(text.encode())} bytes" in shown
        for secret in [KEY, "header-value-77", "pass-99", "query-55", "words-of-the-user",
                       "words-of-the-answer", "content-of-a-file", str(world.home)]:
            assert secret not in text, (name, secret)
    assert texts["report.md"].startswith("# it flickers [redacted]\n")
    for wanted in ["- ingot: ", "- system: Linux", "- terminal: tmux", "- size: 140×40",
                   "- TERM: tmux-256color"]:
        assert wanted in texts["report.md"], texts["report.md"]
    assert "host.test/v1" in texts["settings.txt"] and "X-Team" in texts["settings.txt"]
    assert "no-such-setting" in texts["diagnostics.txt"]
    rows = [json.loads(row) for row in texts["session.jsonl"].splitlines()]
    assert [row["role"] for row in rows] == ["user", "assistant", "tool", "assistant"]
    assert rows[1]["blocks"][0]["tool"] == "Read" and rows[2]["blocks"][0]["error"] is False


# TUI-140: also in plain lines, also without a session, two in one second
def test_bug_reports_do_not_replace_each_other(world, script, recorder):
    script([{"text": "hi"}])
    terminal = recorder("--plain")
    terminal.wait(b"You: ")
    terminal.write(b"/bug\n/bug\n/bug\n/quit\n")
    assert terminal.exit_status() == 0
    reports = list((world.home / ".factory/ingot/bugs").glob("bug-*.tar.gz"))
    assert len(reports) == 3
    texts = contents(reports[0])
    assert set(texts) == {"report.md", "settings.txt", "diagnostics.txt"}
    assert "plain lines" in texts["report.md"]


# Without tar the folder is what is passed on.
def test_a_bug_report_without_tar_is_a_folder(world, script, recorder, tmp_path):
    script([{"text": "hi"}])
    (tmp_path / "bin").mkdir()
    terminal = recorder("--plain", PATH=str(tmp_path / "bin"))
    terminal.wait(b"You: ")
    terminal.write(b"/bug\n/quit\n")
    assert terminal.exit_status() == 0
    [report] = (world.home / ".factory/ingot/bugs").iterdir()
    assert str(report).encode() in terminal.output().replace(b"\r\n", b"")
    assert "plain lines" in (report / "report.md").read_text()

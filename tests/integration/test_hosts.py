"""Whom ingot talks to: the configured endpoints, and nobody else."""

import json
import re
import subprocess

import pytest
import terminals
from conftest import KEY



def strace(log) -> list[str]:
    return ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmmsg", "-o", str(log)]


@pytest.fixture(autouse=True)
def traceable(tmp_path):
    tried = subprocess.run([*strace(tmp_path / "try"), "true"], capture_output=True)
    if tried.returncode != 0:
        pytest.skip("strace may not trace here")


def contacted(log) -> set[tuple[str, int]]:
    """Addresses and ports in a log of strace."""
    text = log.read_text(errors="replace")
    found = re.findall(r'sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)', text)
    found += re.findall(r'sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([^"]+)"', text)
    return {(address, int(port)) for port, address in found}


def is_here(address: str, port: int) -> bool:
    """This machine, and not its resolver."""
    return address in ("127.0.0.1", "::1") and port != 53


def quiet(world, **more: str) -> dict:
    """LeakSanitizer cannot work in a process that is traced."""
    options = world.environment.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    return {**world.environment, "ASAN_OPTIONS": options, **more}


# CFG-1, 16, 71, 164: no account, no telemetry, no updates; FACTORY_API_KEY is nobody's.
@pytest.mark.parametrize("words", [
    ["exec", "say hi"], ["models"], ["models", "--json"], ["doctor"], ["doctor", "--json"], ["cost"],
    ["models", "test", "anthropic"], ["config", "path"], ["trust", "list"], ["--version"]],
    ids=" ".join)
def test_only_configured_hosts_are_contacted(world, script, tmp_path, words):
    script([{"text": "hi"}] * 12)
    port = int(re.search(r"127.0.0.1:(\d+)", world.settings.read_text())[1])
    log = tmp_path / "trace"
    done = subprocess.run([*strace(log), world.binary, *words], cwd=world.project, text=True,
                          capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
                          env=quiet(world, FACTORY_API_KEY="fk-of-nobody"))
    assert "Sanitizer" not in done.stderr
    assert all(is_here(*peer) for peer in contacted(log))
    assert ("127.0.0.1", port) in contacted(log) or words[0] != "exec"
    assert "fk-of-nobody" not in done.stdout + done.stderr


# CFG-71: nor by a conversation.
def test_a_conversation_contacts_only_its_model(world, script, tmp_path):
    script([{"text": "hi there"}])
    log = tmp_path / "trace"
    terminal = terminals.Recorder([*strace(log), world.binary], quiet(world), world.project)
    try:
        terminal.wait(b"Auto (", 60)
        terminal.write(b"hello\r")
        terminal.wait(b"hi there", 60)
        terminal.write(b"/model\r")
        terminal.wait(b"Custom models", 60)
        terminal.write(b"\x1b")
        terminal.quiet()
        terminal.write(b"/quit\r")
        terminal.exit_status(60)
    finally:
        terminal.stop()
    assert contacted(log) and all(is_here(*peer) for peer in contacted(log))


# CFG-21, 237: what a project keeps in .env is not ours.
def test_env_files_of_a_project_are_not_read(world, script):
    script([{"text": "hi"}])
    settings = json.loads(world.settings.read_text())
    settings["customModels"][0]["apiKey"] = "${DOTENV_CANARY}"
    world.write_settings(settings)
    (world.project / ".env").write_text(f"DOTENV_CANARY={KEY}\n")
    done = world.ingot("exec", "-m", "anthropic", "hi")
    assert done.returncode != 0 and "DOTENV_CANARY" in done.stderr

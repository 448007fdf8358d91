"""Invariant 3: a key is seen by its own endpoint and by nobody else (CFG-200..202, PRV-134)."""

from conftest import KEY, call, script


def test_a_key_stays_between_the_settings_and_its_endpoint(world, serve, tmp_path):
    commands = ["env", "cat ~/.factory/settings.json", "cat /proc/$PPID/environ /proc/$PPID/cmdline",
                "cat /proc/self/environ"]
    turns = [{"toolCalls": [call("Execute", command=c, summary="look",
                                 riskLevel={"value": "high", "reason": "looks"})]}
             for c in commands] + [{"content": f"The key is {KEY}."}]
    recorder = serve(script("look around", turns, "anthropic"))
    world.write_settings(world.settings.read_text().replace(KEY, "${MY_KEY}"))
    done = world.ingot("exec", "-m", "custom:anthropic", "--skip-permissions-unsafe", "-o",
                       "stream-json", "look around", MY_KEY=KEY, INGOT_LOG_FILE=str(tmp_path / "log"))
    assert KEY not in done.stdout and KEY not in done.stderr
    assert all(KEY in str(headers) for headers in recorder.headers)
    assert not any(KEY.encode() in body for body in recorder.bodies)
    for path in tmp_path.rglob("*"):
        # The scripted server's own file repeats the key in its last answer.
        if path.is_file() and path.name != "aimock.json":
            assert KEY.encode() not in path.read_bytes(), path

"""Secrets: given to tasks, found nowhere in what a run leaves."""

from typing import Any

SECRET = "s3cr3t-hunter2-value"

LEAKS = """
    import base64, os, subprocess, sys, threading, time
    def shows(api_token: Secret):
        print("the token is", api_token)
        print(repr(api_token), base64.b64encode(f"user:{api_token}".encode()).decode())
        for letter in api_token:
            sys.stdout.write(letter); sys.stdout.flush()
        print()
        os.write(2, f"a library says {api_token}\\n".encode())
        subprocess.run(["echo", "a subprocess says", api_token])
        return len(api_token)
    def raises(api_token: Secret):
        raise ValueError("no access with " + api_token)
    def raises_far(api_token: Secret):
        raise ValueError("x" * 3990 + api_token + "y" * 3990)
    def returns(api_token: Secret): return {"token": api_token}
    def checkpoints(api_token: Secret): checkpoint.save("token", api_token)
    def threads(api_token: Secret):
        print("from a thread:", api_token)
        subprocess.run(["echo", "its subprocess says", api_token])
    def skipped(shows): ...
    def gate(shows): return False
    def kills(api_token: Secret):
        print("last words", api_token)
        time.sleep(0.1)  # the thread that takes secrets out dies with the worker
        os._exit(1)
    def later(api_token: Secret):
        threading.Timer(0.05, print, ["after the end", api_token]).start()
    def waits(later): time.sleep(0.2)
    with DAG("d", secrets="secrets.toml") as dag:
        for function in (shows, raises, raises_far, returns, checkpoints, kills, later, waits):
            PythonOperator(function)
        PythonOperator(threads, executor="thread")
        PythonOperator(skipped).when(gate)
"""


def test_a_secret_is_nowhere_in_what_a_run_leaves(project: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("FAIRLEAD_SECRET_API_TOKEN", SECRET)
    ran = project.run(LEAKS)
    assert ran.value("shows") == len(SECRET)
    assert ran.states["skipped"] == "skipped"
    for name in ("raises", "raises_far", "returns", "checkpoints", "kills"):
        assert ran.states[name] == "failed"
    assert ran.error("raises")["message"] == "no access with ***"
    assert "never stored" in ran.error("returns")["message"]
    log = ran.log("shows")
    assert "the token is ***\n" in log
    assert "a library says ***" in log
    assert "a subprocess says ***" in log
    assert ran.log("threads").startswith("from a thread: ***")
    assert "last words ***" in ran.log("kills")
    assert project.holds(b"after the end") != []
    events = repr(ran.events)
    for piece in (SECRET, SECRET[:12], SECRET[-12:]):
        assert project.holds(piece.encode()) == []
        assert piece not in events


def test_secrets_come_from_a_file_that_others_cannot_read(project: Any) -> None:
    file = project.write(f'api_token = "{SECRET}"\n[db]\npassword = "another-secret"\n', "secrets.toml")
    file.chmod(0o600)
    source = """
        def login(api_token: Secret, user="me"): return [len(api_token), isinstance(api_token, str), user]
        with DAG("d", secrets="secrets.toml") as dag: PythonOperator(login)
    """
    assert project.run(source).value("login") == [len(SECRET), True, "me"]
    assert project.holds(SECRET.encode()) == []
    # Another password opens the same door: what was stored still holds.
    file.write_text('api_token = "changed-secret-value"\n')
    assert project.run().executed == set()

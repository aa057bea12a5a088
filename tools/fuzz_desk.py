"""Hostile requests sent to a real desk over a real socket: ``python tools/fuzz_desk.py --requests 10000``.

Out: what was answered, and a failure when a file changed, when the terminal told more than refusals, or when
the desk no longer answers. Half of the requests have the right cookie; none has the token of a form.
"""

import argparse
import http.client
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from carnet.desk.saving import PLACES  # noqa: E402
from carnet.scaffold import lay  # noqa: E402 - the tree is not installed
from tests.desk_fuzz import requests  # noqa: E402

LAST: dict[str, Any] = {"method": "GET", "target": "/fiches", "headers": {}, "body": b""}
RAW = (
    b"\x00\x01\x02\xff\xfe",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET " + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /essai HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999\r\n\r\nabc",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, the cache left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


def main() -> None:
    """Fuzz, then tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--forms", action="store_true", help="with the token of our forms: what passes is written"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        workspace = Path(name) / "carnet"
        lay(workspace)
        before = tree(Path(name))
        journal = Path(name).with_suffix(".journal")
        faults, answers, seconds = _fuzz(workspace, journal, asked.requests, asked.seed, forms=asked.forms)
        lines = journal.read_text("utf-8", "replace").splitlines()
        journal.unlink()
        strange = [
            line
            for line in lines
            if not re.match(r"refusé \(\d+\) : |dépôt refusé|Le pupitre|  http|Cette adresse|$", line)
        ]
        if strange:
            faults.append(f"{len(strange)} lines that are no refusal: {strange[:3]}")
        after = tree(Path(name))
        if not asked.forms and after != before:
            faults.append("a file changed")
        inside = {path.removeprefix("carnet/") for path in set(after) - set(before)}
        odd = [
            p for p in inside if not p.startswith("corbeille/") and not any(s.fullmatch(p) for s in PLACES)
        ]
        if odd or [p for p in after if not p.startswith("carnet/")]:
            faults.append(f"files where none should be: {odd[:3]}")
    told = ", ".join(f"{status}: {count}" for status, count in sorted(answers.items(), key=str))
    print(f"{asked.requests} requests and {len(RAW) * 20} raw ones in {seconds:.0f} s: {told}")
    print(f"{sum(line.startswith('refusé') for line in lines)} refusals told, one line each")
    for fault in faults:
        print(f"FAULT {fault}")
    sys.exit(1 if faults else 0)


def _fuzz(
    workspace: Path, journal: Path, count: int, seed: int, *, forms: bool
) -> tuple[list[str], Counter[Any], float]:
    faults: list[str] = []
    answers: Counter[Any] = Counter()
    with journal.open("wb") as file:
        command = [
            sys.executable,
            "-c",
            "from carnet.cli import main; main()",
            "-C",
            str(workspace),
            "servir",
        ]
        desk = subprocess.Popen([*command, "--port", "0", "--sans-navigateur"], cwd=ROOT, stderr=file)
    try:
        while "Ctrl-C" not in journal.read_text("utf-8"):
            time.sleep(0.1)
        address = re.findall(r"http://127\S+", journal.read_text("utf-8"))[0]
        port = int(re.findall(r":(\d+)/", address)[0])
        cookie = _enter(port, address)
        start = time.monotonic()
        rng = random.Random(seed)
        token = _token(port, cookie) if forms else ""
        for request in requests(rng, count, cookie, token):
            if forms and request["method"] == "POST" and request["target"].startswith("/fabriquer"):
                continue  # a build is another program
            status = _send(port, cookie, request)
            answers[status] += 1
            if isinstance(status, int) and status >= 500:
                faults.append(f"{status} to {request['method']} {request['target'][:100]}")
        for raw in RAW * 20:
            _send_raw(port, raw)
        seconds = time.monotonic() - start
        if desk.poll() is not None or _send(port, cookie, LAST) != 200:
            faults.append("the desk no longer answers")
    finally:
        desk.terminate()
        desk.wait(20)
    return faults, answers, seconds


def _enter(port: int, address: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address.partition(str(port))[2])
    answer = connection.getresponse()
    found = re.findall(r"=([^;]+)", answer.headers["set-cookie"])[0]
    connection.close()
    return str(found)


def _token(port: int, cookie: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/nouveau/portrait", headers={"Cookie": f"carnet-{port}={cookie}"})
    page = connection.getresponse().read().decode()
    connection.close()
    return str(re.findall(r'name="_jeton" value="([^"]+)"', page)[0])


def _send(port: int, cookie: str, request: dict[str, Any]) -> int | str:
    """Send one request as it is, well-formed or not; return its status, or what became of it."""
    own = {
        "host": f"127.0.0.1:{port}",
        "origin": f"http://127.0.0.1:{port}",
        "cookie": f"carnet-{port}={cookie}",
    }
    headers = {**own, **request["headers"]}
    lines = [
        f"{request['method']} {request['target']} HTTP/1.1",
        *(f"{name}: {value}".replace("8787", str(port)) for name, value in headers.items()),
    ]
    lines += [f"content-length: {len(request['body'])}", "connection: close", "", ""]
    return _send_raw(port, "\r\n".join(lines).encode("latin-1", "replace") + request["body"])


def _send_raw(port: int, content: bytes) -> int | str:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(content)
            head = connection.recv(64)
            if b"text/event-stream" in head or head.startswith(b"HTTP/1.1 200"):
                return 200
            return int(head[9:12]) if head.startswith(b"HTTP/") else "closed"
    except (ConnectionError, TimeoutError) as error:
        return type(error).__name__


if __name__ == "__main__":
    main()

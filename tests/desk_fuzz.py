"""Hostile requests from a seed: strange methods, paths, headers and bodies, half of them with the right cookie.

Used by the test (a few hundred) and by ``tools/fuzz_desk.py`` (ten thousand, over a real socket). Without a
``token`` no request is a good one, and whatever is written by one is a fault. With it, forms go through: what
is written then must be in the places of a carnet, and nowhere else.
"""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND"]
PATHS = [
    "/", "/entrer", "/fiches", "/nouveau", "/nouveau/portrait", "/nouveau/photo", "/nouveau/{}", "/fiche/portraits/lea",
    "/fiche/{}", "/jeter/portraits/lea", "/jeter/{}", "/corbeille", "/histoire/portraits/lea", "/histoire/{}", "/versions",
    "/paroles/{}", "/fabriquer", "/cle", "/essai", "/apercu/site/{}", "/apercu/essai/{}/{}", "/apercu/livre/ici/portraits/lea",
    "/apercu/livre/{}/{}", "/media/{}", "/sortie/{}", "/bureau/{}", "/bureau/bureau.css", "/{}",
]  # fmt: skip
BITS = [
    "..", "../..", "..%2f..", "%2e%2e", "....//", "/etc/passwd", "C:\\", "\\..\\", "%00", "\x00", "\n", "\r\nX: y", "é", "𝕏", "\u202e",
    "'", '"', "<script>", "{{7*7}}", "{% raw %}", "${jndi:x}", "%", "%zz", "a" * 1200, "-" * 40, "portraits/lea", "carnet.yaml",
    "entries/nec-essai/evenement", ".git/config", "prive/contacts", "index.html", "page-1.png", "page-99999.png", "0", "-1", "9" * 30,
]  # fmt: skip
NAMES = [
    "_jeton", "_version", "_origine", "_chemin", "_type", "_evenement", "_pour", "_ensuite", "_malgre", "_vu", "_corps", "c.nom", "c.nom!",
    "c.accord.objets", "c.liens.0.titre", "c.liens.999.url", "_choix.c.nom", "_choix._corps", "nom", "qui", "message", "cible", "phrase",
    "debut", "fin", "evenement", "cle", "dit",
]  # fmt: skip


def requests(rng: random.Random, count: int, cookie: str, token: str = "") -> Iterator[dict[str, Any]]:
    """Yield requests as ``Browser.ask`` takes them."""
    for _ in range(count):
        path = rng.choice(PATHS)
        while "{}" in path:
            path = path.replace("{}", _bit(rng), 1)
        if rng.random() < 0.4:
            path += "?" + "&".join(f"{rng.choice(NAMES)}={_bit(rng)}" for _ in range(rng.randint(1, 4)))
        method = rng.choice(METHODS) if rng.random() < 0.3 else rng.choice(METHODS[:2])
        body, kind = _body(rng, token)
        headers = {"content-type": kind} if method == "POST" else {}
        headers |= _headers(rng) if not token or rng.random() < 0.2 else {}
        if rng.random() < (0.05 if token else 0.5):
            headers["cookie"] = rng.choice(
                ["", "carnet-8787=" + _bit(rng), ";;;=", f"carnet-8787={cookie}; x={_bit(rng)}"]
            )
        safe = {name: quote(value, safe="!#$%&'*+-./:;=?@_ ,()\"<>{}|~") for name, value in headers.items()}
        yield {
            "method": method,
            "target": quote(path, safe="/%?&=.~-_!$'()*+,;:@\\<>{}|\""),
            "headers": safe,
            "body": body if method == "POST" else b"",
        }


def _bit(rng: random.Random) -> str:
    if rng.random() < 0.15:
        return "".join(
            chr(rng.choice([rng.randint(0, 0x7F), rng.randint(0x80, 0x2FFF)]))
            for _ in range(rng.randint(1, 30))
        )
    return "".join(rng.choice(BITS) for _ in range(rng.randint(1, 2)))


def _headers(rng: random.Random) -> dict[str, str]:
    found = {}
    if rng.random() < 0.2:
        found["host"] = rng.choice(["mechant.example", "127.0.0.1", "[::1]:8787", _bit(rng)[:80]])
    if rng.random() < 0.2:
        found["origin"] = rng.choice(["null", "https://mechant.example", _bit(rng)[:80]])
    if rng.random() < 0.2:
        found["sec-fetch-site"] = rng.choice(["cross-site", "same-site", "none", _bit(rng)[:20]])
    if rng.random() < 0.1:
        found["range"] = rng.choice(["bytes=0-", "bytes=9-1", "bytes=" + "0-1," * 200, _bit(rng)[:80]])
    if rng.random() < 0.1:
        found[
            rng.choice(
                [
                    "if-none-match",
                    "accept-encoding",
                    "x-forwarded-host",
                    "x-http-method-override",
                    "transfer-encoding-x",
                ]
            )
        ] = _bit(rng)[:80]
    return found


def _body(rng: random.Random, token: str) -> tuple[bytes, str]:
    pairs = [(rng.choice(NAMES), _bit(rng)) for _ in range(rng.randint(0, 12))]
    if token:
        pairs = [("_jeton", token), *((name, value) for name, value in pairs if name != "_jeton")]
    form = "&".join(
        f"{quote(name)}={quote(value.encode('utf-8', 'replace'))}" for name, value in pairs
    ).encode()
    match rng.randint(0, 5):
        case 0:
            return rng.randbytes(rng.randint(0, 3000)), "application/x-www-form-urlencoded"
        case 1:
            return rng.randbytes(rng.randint(0, 3000)), "multipart/form-data; boundary=limite"
        case 2:
            parts = b"".join(
                b'--limite\r\nContent-Disposition: form-data; name="'
                + name.encode()
                + b'"; filename="'
                + _bit(rng).encode("utf-8", "replace")[:60]
                + b'"\r\n\r\n'
                + rng.randbytes(rng.randint(0, 300))
                + b"\r\n"
                for name, _ in pairs
            )
            return parts + (
                b"--limite--" if rng.random() < 0.7 else b""
            ), "multipart/form-data; boundary=limite"
        case 3:
            return form, rng.choice(
                [
                    "multipart/form-data",
                    "multipart/form-data; boundary=",
                    "text/plain",
                    "",
                    "application/json",
                    _bit(rng)[:60],
                ]
            )
    return form, "application/x-www-form-urlencoded"

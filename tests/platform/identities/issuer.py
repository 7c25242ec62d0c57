"""A small OpenID Connect provider, a program of its own: it knows nothing of Socle.

It asks nobody: whoever comes is the person that `/control` last named. `/control` also has it
answer wrongly, once; `/rotate` gives it a new key. It keeps to the standard in all that is checked
of a client: codes serve once, PKCE, the secret, the address that it goes back to.

    python issuer.py RS256|ES256
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT, SECRET = "socle", "un secret: & remis"
ALG = sys.argv[1]
keys: dict[str, Any] = {}
codes: dict[str, dict[str, str]] = {}
# What is said of whoever comes, and what is wrong with the next answer.
person: dict[str, Any] = {"sub": "s-1"}
wrong: dict[str, Any] = {}
asked: list[dict[str, str]] = []


def text(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()


def rotate() -> None:
    keys.clear()
    made = (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if ALG == "RS256"
        else ec.generate_private_key(ec.SECP256R1())
    )
    keys[secrets.token_hex(4)] = made


def jwks() -> list[dict[str, str]]:
    found = []
    for kid, key in keys.items():
        public = key.public_key().public_numbers()
        whole = ("n", "e") if ALG == "RS256" else ("x", "y")
        numbers = {
            name: text(value.to_bytes((value.bit_length() + 7) // 8 if ALG == "RS256" else 32))
            for name, value in ((each, getattr(public, each)) for each in whole)
        }
        kind = {"kty": "RSA"} if ALG == "RS256" else {"kty": "EC", "crv": "P-256"}
        found.append(kind | numbers | {"kid": kid, "use": "sig", "alg": ALG})
    return found


def sign(claims: dict[str, Any]) -> str:
    [(kid, key)] = keys.items()
    header = {"alg": wrong.get("alg", ALG), "kid": wrong.get("kid", kid), "typ": "JWT"}
    body = ".".join(text(json.dumps(each).encode()) for each in (header, claims))
    if wrong.get("alg") == "none":
        return body + "."
    if wrong.get("alg") == "HS256":
        import hmac

        public = json.dumps(jwks()[0]).encode()
        return f"{body}.{text(hmac.digest(public, body.encode(), 'sha256'))}"
    if wrong.get("other_key"):
        rotate()
        [(_kid, other)] = keys.items()
        keys.clear()
        keys[kid], key = key, other
    if ALG == "RS256":
        return f"{body}.{text(key.sign(body.encode(), padding.PKCS1v15(), SHA256()))}"
    one, two = decode_dss_signature(key.sign(body.encode(), ec.ECDSA(SHA256())))
    return f"{body}.{text(one.to_bytes(32) + two.to_bytes(32))}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        place = urlsplit(self.path)
        said = {name: values[0] for name, values in parse_qs(place.query).items()}
        if place.path == "/.well-known/openid-configuration":
            here = wrong.get("endpoints", issuer)
            found = {
                "issuer": wrong.get("issuer", issuer),
                "authorization_endpoint": issuer + "/authorize",
                "token_endpoint": here + "/token",
                "jwks_uri": issuer + "/keys",
                "authorization_response_iss_parameter_supported": True,
            }
            self.say(200, found)
        elif place.path == "/authorize":
            asked.append(said)
            code = secrets.token_urlsafe(16)
            codes[code] = said
            back = {"code": code, "state": said["state"], "iss": issuer} | wrong.get("back", {})
            self.send_response(302)
            self.send_header("Location", said["redirect_uri"] + "?" + urlencode(back))
            self.end_headers()
        elif place.path == "/keys":
            self.say(200, {"keys": jwks()})
        else:
            self.say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/control":
            told = json.loads(body)
            for kept, name in ((person, "person"), (wrong, "wrong")):
                kept.clear()
                kept.update(told.get(name, {}))
            self.say(200, {})
        elif self.path == "/rotate":
            rotate()
            self.say(200, {})
        elif wrong.get("status"):
            self.say(wrong["status"], {}, location=issuer + "/keys")
        else:
            self.token({name: values[0] for name, values in parse_qs(body.decode()).items()})

    def token(self, said: dict[str, str]) -> None:
        kept = codes.pop(said.get("code", ""), None)
        basic = self.headers.get("Authorization", "").removeprefix("Basic ")
        name, _, secret = base64.b64decode(basic).decode().partition(":")
        digest = text(hashlib.sha256(said.get("code_verifier", "").encode()).digest())
        is_right = (
            kept is not None
            and (unquote(name), unquote(secret)) == (CLIENT, SECRET)
            and kept["code_challenge"] == digest
            and kept["redirect_uri"] == said.get("redirect_uri")
        )
        if not is_right or kept is None:
            self.say(400, {"error": "invalid_grant"})
            return
        now = int(time.time())
        claims = {"iss": issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "auth_time": now}
        claims |= {"nonce": kept["nonce"]} | person | wrong.get("claims", {})
        for each in wrong.get("without", []):
            del claims[each]
        for each, seconds in wrong.get("later", {}).items():
            claims[each] = now + seconds
        self.say(200, {"access_token": "x", "token_type": "Bearer", "id_token": sign(claims)})

    def say(self, status: int, found: dict[str, Any], *, location: str = "") -> None:
        body = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if 300 <= status < 400:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        return


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
issuer = f"http://127.0.0.1:{server.server_address[1]}"
rotate()
sys.stdout.write(issuer + "\n")
sys.stdout.flush()
server.serve_forever(0.05)

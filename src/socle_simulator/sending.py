"""What a registry sends by itself: in order, tried again, kept when nobody takes it."""

import json
import queue
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from socle_simulator.clients import Client
from socle_simulator.connecting import call
from socle_simulator.faults import Failures, nested
from socle_simulator.record import Record, Sent, shown

_TRIES, _BETWEEN = 3, 0.2
_JSON = "application/json; charset=utf-8"


@dataclass
class Outgoing:
    """A message ready to go: what is sent again is the same bytes."""

    client: Client
    url: str
    action: str
    message_id: str
    body: bytes


class Sender:
    """One thread sends, so that what leaves first arrives first."""

    def __init__(self, failures: Failures, record: Record) -> None:
        self._failures = failures
        self._record = record
        self._waiting: queue.Queue[Outgoing] = queue.Queue()
        self._lock = threading.Lock()
        self._held: list[Outgoing] = []
        self._undelivered: list[Outgoing] = []
        self._taken = 0
        threading.Thread(target=self._work, daemon=True).start()

    def send(self, message: Outgoing) -> None:
        if self._failures.hold:
            with self._lock:
                self._held.append(message)
            return
        for _ in range(1 + self._failures.duplicate):
            self._waiting.put(message)

    def holds(self, text: str) -> bool:
        """Whether a message that says this is held."""
        with self._lock:
            return any(text.encode() in each.body for each in self._held)

    def again(self) -> None:
        """Tries what nobody took."""
        with self._lock:
            kept, self._undelivered = self._undelivered, []
        for message in kept:
            self._waiting.put(message)

    def release(self) -> dict[str, int]:
        """Sends what was held and what was not taken, waits, and says how it went."""
        self._failures.set({"hold": False})
        with self._lock:
            before, held, self._held = self._taken, self._held, []
        self._waiting.join()
        if self._failures.reorder:
            held.reverse()
        self.again()
        for message in held:
            self.send(message)
        self._waiting.join()
        with self._lock:
            return {"sent": self._taken - before, "undelivered": len(self._undelivered)}

    def _work(self) -> None:
        while True:
            message = self._waiting.get()
            try:
                is_taken = self._deliver(message)
                with self._lock:
                    self._taken += is_taken
                    if not is_taken:
                        self._undelivered.append(message)
            finally:
                self._waiting.task_done()

    def _deliver(self, message: Outgoing) -> bool:
        body = message.body
        if self._failures.takes("send_truncated"):
            body = body[: len(body) // 2]
        if self._failures.takes("send_nested"):
            body = nested(self._failures.nesting_bytes)
        sent = Sent(message.action, message.url, message.message_id, body=shown(body))
        self._record.sending(sent)
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_BETWEEN)
            sent.tries += 1
            sent.status = self._post(message, body)
            if 200 <= sent.status < 300:
                return True
            if 300 <= sent.status < 500:  # what is refused once is refused again
                return False
        return False

    def _post(self, message: Outgoing, body: bytes) -> int:
        client = message.client
        status = self._post_once(message, body)
        if status == 401 and client.callback_oauth:
            client.token = ""
            status = self._post_once(message, body)
        return status

    def _post_once(self, message: Outgoing, body: bytes) -> int:
        client = message.client
        headers = {"Content-Type": _JSON, "Accept": "application/json"} | client.callback_headers
        if token := client.callback_token or self._token(client):
            headers["Authorization"] = f"Bearer {token}"
        tls = client.callback_tls
        return call(message.url, method="POST", headers=headers, body=body, tls=tls).status

    def _token(self, client: Client) -> str:
        said = client.callback_oauth
        if said and not client.token:
            asked = {"grant_type": "client_credentials"} | {
                name: said[name] for name in ("client_id", "client_secret")
            }
            heard = call(
                said["url"],
                method="POST",
                headers={"Content-Type": "application/x-www-form-urlencoded"}
                | client.callback_headers,
                body=urlencode(asked).encode(),
                tls=client.callback_tls,
            )
            if heard.status == 200:
                client.token = json.loads(heard.body)["access_token"]
        return client.token

"""An operator's side of the GSMA Mobile Money API 1.2.0, as the worker calls it.

A lot is known there by its correlation, which is written before the first call: asked again after
a lost answer or a killed worker, the operator says what it has rather than paying once more.
"""

import json
import os
import re
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from socle.kernel.errors import Unavailable

_SECONDS, _PAGE = 20, 1000
_LONGEST = 64 * 1024**2
_NOT_A_LETTER = re.compile(r"[^A-Z0-9]")


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere is an answer: orders are not carried to strangers."""

    def redirect_request(self, *_said: object, **_more: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirection)


def may_be_called(url: str) -> bool:
    """Whether an operator may be called there: by https, or on this machine in a test."""
    try:
        asked = urlsplit(url)
    except ValueError:
        return False
    is_here = asked.scheme == "http" and asked.hostname == "127.0.0.1"
    is_plain = asked.username is None and not asked.query and not asked.fragment
    is_reached = (asked.scheme == "https" and bool(asked.hostname)) or (
        is_here and settings.NOTICES_TO_LOOPBACK
    )
    return is_reached and is_plain


class Operator:
    """An operator at an address; its key is the environment's, `SOCLE_OPERATOR_KEY_<NAME>`."""

    def __init__(self, *, name: str, url: str) -> None:
        self.name = name
        self._url = url.rstrip("/")
        self._key = os.environ.get(f"SOCLE_OPERATOR_KEY_{_NOT_A_LETTER.sub('_', name.upper())}", "")

    def holders(self, wallets: Iterable[str]) -> dict[str, str]:
        """The names of those who hold wallets; none where there is no such wallet.

        Raises:
            Unavailable: it does not answer.
        """
        found: dict[str, str] = {}
        for wallet in wallets:
            said = self._asked("GET", f"/accounts/msisdn/{quote(wallet, safe='')}/accountname")
            name = said.get("name") if isinstance(said, dict) else None
            if isinstance(name, dict):
                parts = (name.get("firstName"), name.get("lastName"))
                found[wallet] = str(name.get("fullName") or " ".join(str(p) for p in parts if p))
        return found

    def batch(self, correlation: uuid.UUID) -> str | None:
        """The batch that a lot became; None where the operator has not seen it.

        Raises:
            Unavailable: it does not answer.
        """
        said = self._asked("GET", f"/responses/{correlation}")
        link = said.get("link") if isinstance(said, dict) else None
        return str(link).rsplit("/", 1)[-1] if link else None

    def send(self, body: bytes, correlation: uuid.UUID, *, call_at: str) -> None:
        """Hands a lot in, under its correlation; it may call at an address when it has done.

        Raises:
            Unavailable: it does not answer: whether it took the lot is not known yet.
        """
        headers = {"X-CorrelationID": str(correlation)}
        if call_at:
            headers["X-Callback-URL"] = call_at
        self._asked("POST", "/batchtransactions", body, headers)

    def answers(self, batch: str) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
        """The lines of a batch that were paid, and those that were rejected.

        Raises:
            Unavailable: it does not answer.
        """
        place = f"/batchtransactions/{quote(batch, safe='')}"
        self._asked("GET", place)
        return self._lines(f"{place}/completions"), self._lines(f"{place}/rejections")

    def _lines(self, place: str) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        while True:
            page = self._asked("GET", f"{place}?limit={_PAGE}&offset={len(found)}")
            lines = page if isinstance(page, list) else []
            found += lines
            if len(lines) < _PAGE:
                return found

    def _asked(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Any:
        """What it answers; None for what it does not know."""
        if not may_be_called(self._url):
            raise Unavailable("payments.operator_away", operator=self.name)
        headers = {"Content-Type": "application/json", **(more or {})}
        if self._key:
            headers["X-API-Key"] = self._key
        # Its scheme was judged above.
        asked = urllib.request.Request(self._url + path, body, headers, method=method)  # noqa: S310
        try:
            with _OPENER.open(asked, timeout=_SECONDS) as answer:
                return json.loads(answer.read(_LONGEST) or b"null")
        except urllib.error.HTTPError as refused:
            with refused:
                if refused.code == HTTPStatus.NOT_FOUND:
                    return None
            raise Unavailable("payments.operator_away", operator=self.name) from refused
        except (OSError, ValueError, RecursionError) as error:
            raise Unavailable("payments.operator_away", operator=self.name) from error

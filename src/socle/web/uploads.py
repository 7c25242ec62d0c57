"""Uploads: a file over the limit is refused before it fills the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

_FORM_BYTES = 64 * 1024


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Keeps an upload in a temporary file, and stops when it passes the limit.

    The view then finds no file and `request.upload_over_limit` set. What a browser still sends
    is read and dropped, or it would show a broken connection instead of our page; only a body
    far over the limit is cut.
    """

    announced = 0
    received = 0

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        if self.announced > settings.DEPOSIT_LIMIT_BYTES + _FORM_BYTES:
            self._stop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.DEPOSIT_LIMIT_BYTES:
            self._stop()
        super().receive_data_chunk(raw_data, start)

    def _stop(self) -> None:
        if self.request is not None:
            self.request.upload_over_limit = True  # type: ignore[attr-defined]
        far_over = self.announced > 4 * settings.DEPOSIT_LIMIT_BYTES
        raise StopUpload(connection_reset=far_over)

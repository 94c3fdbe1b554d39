"""Files on their way in: kept in a file without a name, so that a killed process leaves nothing on the disk."""

from __future__ import annotations

import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NamelessUploadHandler(FileUploadHandler):
    """Takes files that are too large for the memory. The folder belongs to this installation's owner only."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        folder = settings.HOME / "arriving"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - lives as long as the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        return UploadedFile(self.file, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()

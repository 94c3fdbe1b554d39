"""The interface for programs, version 1."""

from ninja import NinjaAPI

api = NinjaAPI(title="Salwa", version="1", docs_url=None)

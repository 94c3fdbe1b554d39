"""Reading our own YAML files, with the quick safe loader where the library was built with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def read_yaml(source: Path | bytes) -> Any:
    """What a YAML file, or its bytes, holds. Raises yaml.YAMLError with line and column when it is not valid."""
    import yaml  # slow start

    text = source if isinstance(source, bytes) else source.read_bytes()
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (safe loaders)

"""The independent verifier, loaded from its file: it is no part of the package."""

import importlib.util
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "tools" / "verify_audit_log.py"
_spec = importlib.util.spec_from_file_location("verify_audit_log", FILE)
verifier = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(verifier)

"""Every test runs in a home folder of its own, on the database SALWA_DATABASE_URL names (SQLite when it is unset)."""

import os
import tempfile

os.environ.setdefault("SALWA_PROFILE", "test")
os.environ.setdefault("SALWA_STATE", "KEN")
os.environ["SALWA_HOME"] = tempfile.mkdtemp(prefix="salwa-test-")

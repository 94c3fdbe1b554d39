"""Settings of the test suite: a home folder of its own for every process, nothing read from the developer's machine."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SALWA_PROFILE", "test")
os.environ.setdefault("SALWA_STATE", "KEN")
os.environ.setdefault("SALWA_SECRET_KEY", "of-the-test-suite")
os.environ["SALWA_HOME"] = tempfile.mkdtemp(prefix="salwa-test-")

atexit.register(shutil.rmtree, os.environ["SALWA_HOME"], ignore_errors=True)

from salwa.settings.django import *  # noqa: E402,F403 - the point of this module is to be those settings

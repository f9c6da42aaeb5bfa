"""How much to try: a quick part in every run of the tests, all of it where COPYDESK_THOROUGH=1 asks for it."""

from __future__ import annotations

import os

import pytest

THOROUGH = os.environ.get("COPYDESK_THOROUGH") == "1"

only_thorough = pytest.mark.skipif(not THOROUGH, reason="takes long: make test-thorough")

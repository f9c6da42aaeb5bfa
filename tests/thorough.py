"""How much to try: a quick part in every run of the tests, all of it where COPYDESK_THOROUGH=1 asks for it."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("COPYDESK_THOROUGH") == "1"

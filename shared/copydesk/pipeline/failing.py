"""What a last try that fails leaves behind: why, in the object's outcome, for nobody tries again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.pipeline.telemetry import facts
from copydesk.retrying import Contended
from copydesk.storage.outcomes import OutcomeStore

LONGEST = 200  # characters


@contextmanager
def telling_why(outcomes: OutcomeStore, bucket: str, key: str, *, last_try: bool) -> Iterator[None]:
    """Whatever is raised within goes on; of a last try it is noted first."""
    try:
        yield
    except Exception as error:
        if last_try:
            # What cannot be written down now is in the log, and the failure itself is what counts.
            with suppress(BotoCoreError, ClientError, Contended):
                outcomes.note_error(bucket, key, cause(error))
        raise


def cause(error: Exception) -> str:
    """What an exception was, in a few words that quote no input: `ClientError: GetObject AccessDenied`."""
    known = facts(error)
    detail = known.get("detail", "")
    if isinstance(detail, dict):
        detail = f"{detail['operation']} {detail.get('Code', '')}"
    elif isinstance(detail, list):
        detail = ", ".join(f"{one['type']} at {'.'.join(map(str, one['at']))}" for one in detail)
    at = known["stack"][-1].rpartition("/")[2] if known.get("stack") else ""
    return f"{known['error']}: {detail or at}"[:LONGEST]

"""`python -m local.deploy_backfill [OBJECTS [KILLS]]`: a backfill in an emulator, its functions and executions killed.

`make deploy-local` has a short one, without kills.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial

from local import backfills
from local.deploy import LOG, deploy, emulator, told, until_done
from local.deployment import REGION, Deployment, DeploymentError
from local.sam import BUILD
from local.stack import CREDENTIALS
from local.tools import ToolError, fail

OBJECTS, KILLS = 200, 3
# A message may be of the batch of every function that is killed.
PARAMETERS = (*backfills.PARAMETERS, "PublishEvents=false", "MaxReceiveCount=20")


def kill_functions(group: int) -> int:
    """Kill the processes that the emulator has made for its functions; how many."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,pgid="], capture_output=True, text=True, check=True)  # noqa: S607
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = [process for process, of in rows if of == group != process]
    for process in found:
        os.kill(process, signal.SIGKILL)
    return len(found)


def main(arguments: list[str]) -> int:
    """Deploy over the objects and check; the exit status."""
    count, kills = [*map(int, arguments), *(OBJECTS, KILLS)[len(arguments) :]]
    LOG.parent.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    groups: list[int] = []
    try:
        with emulator(groups.append) as endpoint_url:
            os.environ.update(CREDENTIALS, AWS_ENDPOINT_URL=endpoint_url, AWS_DEFAULT_REGION=REGION)
            keys = backfills.put_objects(count)
            told("sam deploy, Backfill=true", partial(deploy, endpoint_url, "good", BUILD, *PARAMETERS))
            stack = Deployment(endpoint_url)
            began = time.monotonic()
            kill = partial(kill_functions, groups[0])
            told("a backfill", lambda: backfills.backfill(stack, keys, until_done, kill, kills))
            print(f"{count / (time.monotonic() - began):.1f} objects a second")
    except (ToolError, DeploymentError) as error:
        return fail(error, LOG)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

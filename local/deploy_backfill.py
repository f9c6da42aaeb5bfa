"""`python -m local.deploy_backfill [OBJECTS [KILLS]]`: a backfill in a whole AWS emulator, by its Distributed Map.

Objects lie in a bucket before the stack is deployed. The emulator dies with its memory, so what is killed is each
execution of the state machine, stopped at a random moment and started anew; and its functions, with their processes.
It has no batches (it gives the function items one by one), no tolerated share of failures by path, no ResultWriter, no
inventories and no redrive: those were not run.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from functools import partial
from typing import Any

import boto3

from copydesk.outcome import Status
from copydesk.storage.backfill_runs import BackfillRuns
from copydesk.storage.buckets import Overflow
from local.deploy import LOG, WORDS_APART, deploy, emulator, told, until_done
from local.deployment import REGION, Deployment, DeploymentError
from local.rehearsals import command
from local.sam import BUILD
from local.stack import CREDENTIALS
from local.tools import ToolError, fail

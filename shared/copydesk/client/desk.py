"""The records of one stack, by the questions that applications ask."""

from __future__ import annotations

from copydesk.client.counting import Counts
from copydesk.client.listing import Lists


class Desk(Counts, Lists):
    """The records of one stack.

    Args:
        names: of the stack's resources. By default those in the environment (`StackNames.from_environment`),
            else those of the CloudFormation stack that COPYDESK_STACK names, else of `copydesk`.
        page_size: items read at once where an answer has many.
        owners: of outlets, whose origins count once; see docs/origins.md.

    Region, credentials and endpoint are boto3's: AWS_DEFAULT_REGION (AWS_REGION alone is not read), AWS_PROFILE,
    AWS_ENDPOINT_URL and so on.

    Making one and every question raise `DeskError` where the stack cannot be asked: `ConfigurationError`,
    `StackNotFoundError`, `StackUnreachableError`, `AccessDeniedError`. Answers of many records raise it when a
    record is asked for.
    """

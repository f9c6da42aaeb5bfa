"""boto3's errors as the client's own: one sentence that says what was looked for and what to set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as boto
from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError

from copydesk.client.errors import (
    AccessDeniedError,
    ConfigurationError,
    DeskError,
    StackNotFoundError,
    StackUnreachableError,
)
from copydesk.formats import UnknownFormat

# Codes of AWS's answers, across CloudFormation, DynamoDB and S3.
_REFUSED_CREDENTIALS = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "403", "UnauthorizedOperation"})
_NO_RESOURCE = frozenset({"NoSuchBucket", "ResourceNotFoundException"})

_UNREACHABLE = (boto.ConnectionError, boto.ConnectionClosedError, boto.HTTPClientError)
_NO_CREDENTIALS = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.MetadataRetrievalError,
    boto.TokenRetrievalError,
    boto.SSOError,
)

_SET_CREDENTIALS = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"


@contextmanager
def plain_errors(looked_for: str, client: BaseClient | None = None) -> Iterator[None]:
    """Raise as the client's own error what boto3 raises within, and what this release cannot read.

    Args:
        looked_for: such as `the stack 'copydesk'`.
        client: what asks; its region and endpoint say where. None while it is being made.
    """
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise explained(error, looked_for, client) from error
    except UnknownFormat as error:
        raise DeskError(f"{error}: install the release that the stack runs") from error
    except ValueError as error:  # of a setting that boto3 reads as it makes a client
        if client is not None:
            raise
        raise explained(error, looked_for) from error


def explained(error: Exception, looked_for: str, client: BaseClient | None = None) -> DeskError:
    """The client's error for one of boto3's."""
    if isinstance(error, ClientError):
        return _refused(error, looked_for + _place(client))
    if isinstance(error, boto.NoRegionError):
        unread = ", not AWS_REGION, which boto3 does not read" if os.environ.get("AWS_REGION") else ""
        return ConfigurationError(
            f"no AWS region to look for {looked_for} in: set AWS_DEFAULT_REGION to the stack's region{unread}"
        )
    if isinstance(error, boto.ProfileNotFound):
        return ConfigurationError(
            f"no AWS credentials to look for {looked_for} with ({_said(error)}): set AWS_PROFILE to one of yours"
        )
    if isinstance(error, _NO_CREDENTIALS):
        return ConfigurationError(
            f"no AWS credentials to look for {looked_for} with ({_said(error)}): {_SET_CREDENTIALS}"
        )
    if isinstance(error, _UNREACHABLE) and not isinstance(error, boto.SSLError):
        return _unreachable(error, looked_for)
    return ConfigurationError(
        f"boto3 cannot look for {looked_for} ({_said(error)}): check the AWS_ variables"
    )


def _refused(error: ClientError, looked_for: str) -> DeskError:
    """An answer of AWS that is an error."""
    code, said = (str(error.response.get("Error", {}).get(name, "")) for name in ("Code", "Message"))
    if code in _NO_RESOURCE or (code == "ValidationError" and "does not exist" in said):
        return StackNotFoundError(
            f"there is no such thing as {looked_for}: set COPYDESK_STACK to the stack's name (or, where they are set, "
            "COPYDESK_ARTICLES_TABLE and so on to its parts'), AWS_DEFAULT_REGION to its region, AWS_PROFILE to its "
            "account"
        )
    if code in _REFUSED_CREDENTIALS:
        return AccessDeniedError(
            f"AWS does not accept these credentials ({code}), with which to look for {looked_for}: {_SET_CREDENTIALS}"
        )
    if code in _DENIED:
        return AccessDeniedError(
            f"these credentials do not permit {error.operation_name} on {looked_for}: give them the stack's policy "
            "ReadPolicyArn, or set AWS_PROFILE to others"
        )
    return DeskError(f"AWS refused {error.operation_name} on {looked_for}: {code}: {' '.join(said.split())}")


def _unreachable(error: Exception, looked_for: str) -> StackUnreachableError:
    url = getattr(error, "kwargs", {}).get("endpoint_url")
    where = f" at {url}" if url else f" ({_said(error)})"
    named = sorted(name for name in os.environ if name.startswith("AWS_ENDPOINT_URL"))
    what = (
        f"start the stack that {' and '.join(named)} leads to, or unset this to ask AWS itself"
        if named
        else "check the network, and AWS_DEFAULT_REGION; a local stack is found by AWS_ENDPOINT_URL"
    )
    return StackUnreachableError(f"nothing answers{where}, where {looked_for} was looked for: {what}")


def _place(client: BaseClient | None) -> str:
    """Where a client asks: its region, and its endpoint where that is not AWS's own."""
    if client is None:
        return ""
    url = client.meta.endpoint_url
    at = "" if "amazonaws.com" in url else f" at {url}"
    return f" in {client.meta.region_name}{at}"


def _said(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")

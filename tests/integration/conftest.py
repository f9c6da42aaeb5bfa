"""Fixtures for tests over moto."""

from __future__ import annotations

from moto.core.config import default_user_config

from local import answers

# Each mock would begin with a new boto3 session, which reads botocore's descriptions of the services all over again:
# a third of what a short test takes. Sessions hold nothing else, for these tests name their region and credentials.
default_user_config["core"]["reset_boto3_session"] = False

answers.install()

"""What the SAM CLI needs of Docker: an engine, the runtime's image, and an address to find us at."""

from __future__ import annotations

import ipaddress
import json
import socket

from local.tools import ToolError, run

# What SAM invokes a python3.13 function in, here without the pull that it does by default; then its processor.
IMAGE = "public.ecr.aws/lambda/python:3.13"
# Docker Desktop's engine is in a machine of its own; this name leads from there to us.
DESKTOP_NAME = "host.docker.internal"
LOOPBACK = "127.0.0.1"


def require_engine() -> None:
    """Make sure that an engine answers.

    Raises:
        ToolError: none does.
    """
    try:
        run("docker", "info")
    except ToolError as error:
        raise ToolError(
            "sam local invoke needs Docker, and no engine answers: install and start Docker, or"
            f" point DOCKER_HOST to one.\n{error}"
        ) from error


def require_image(architecture: str) -> None:
    """Make sure that the runtime's image for a processor is there, pulling it if need be.

    Raises:
        ToolError: it is not, and cannot be pulled.
    """
    image = f"{IMAGE}-{architecture}"
    try:
        run("docker", "image", "inspect", image)
    except ToolError:
        try:
            run("docker", "pull", image)
        except ToolError as error:
            raise ToolError(
                f"no image {image}, and no registry to pull it from: load or build it so tagged.\n{error}"
            ) from error


def host_addresses() -> tuple[str, str]:
    """The address of this machine to listen on for containers, and what containers call it."""
    (network,) = json.loads(run("docker", "network", "inspect", "bridge"))
    (settings, *_) = network["IPAM"]["Config"]
    gateway = settings.get("Gateway") or str(next(ipaddress.ip_network(settings["Subnet"]).hosts()))
    with socket.socket() as probe:
        try:
            probe.bind((gateway, 0))
        except OSError:
            return LOOPBACK, DESKTOP_NAME
    return gateway, gateway

"""A workshop in the room: the address that phones can reach, its drawing in the terminal, the codes, the server."""

from __future__ import annotations

import fcntl
import ipaddress
import os
import socket
import struct
import sys

import click
import segno

from elearn.domain.errors import Unfit
from elearn.services.laptops import Laptop

SIOCGIFADDR = 0x8915  # netdevice(7)
VIRTUAL = ("docker", "br-", "veth", "virbr")


def serve_laptop(laptop: Laptop, *, address: str, port: int, workers: int) -> None:
    """Becomes the server. It listens on every network of this laptop; the drawing names the one that is looked up."""
    host = address or find_address()
    try:
        shown = f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError as error:
        raise Unfit("node-address", host) from error
    base = f"http://{shown}:{port}"
    os.environ["BASE_URL"] = base
    os.environ["LANGUAGES"] = ",".join(laptop.languages)
    announce(laptop, base)
    everywhere = "::" if ":" in host else "0.0.0.0"  # noqa: S104 - the phones in the room are meant to reach it
    arguments = ["serve", "--host", everywhere, "--port", str(port), "--workers", str(workers)]
    os.execv(sys.executable, [sys.executable, "-m", "elearn.cli", *arguments])  # noqa: S606 - our own command


def announce(laptop: Laptop, base: str) -> None:
    link = f"{base}/?code={laptop.join_code}"
    segno.make_qr(link, error="m").terminal(compact=True)
    click.echo(f"Workshop “{laptop.title}”, {laptop.held_on}\n")
    click.echo(f"  Phones open      {base}/")
    click.echo(f"  Code on the wall {laptop.join_code}")
    click.echo(f"  Facilitator      {base}/en/workshop/board   code {laptop.board_code}\n")
    if laptop.card:
        click.echo("The site does not know this laptop yet. When you bring its file, bring this card too:")
        click.echo(f"  {laptop.card}")
    click.echo("Keep the phones on this Wi-Fi and switch their mobile data off. Stop with Ctrl-C; nothing is lost.")
    sys.stdout.flush()


def find_address() -> str:
    """The address of this laptop in the local network, a private IPv4 one first; without any, its own (127.0.0.1)."""
    found = [*_of_interfaces(), *_of_route()]
    private = [one for one in found if ipaddress.ip_address(one).is_private and not one.startswith("127.")]
    outside = [one for one in found if not one.startswith("127.")]
    return next(iter((*private, *outside)), "127.0.0.1")


def _of_route() -> list[str]:
    """The address from which a packet would leave; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737
            return [str(probe.getsockname()[0])]
        except OSError:
            return []


def _of_interfaces() -> list[str]:
    """A hotspot of the laptop's own has no route anywhere: ask each interface (Linux)."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            if name.startswith(VIRTUAL):
                continue
            try:
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:  # no address there
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    return found

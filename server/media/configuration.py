"""What the embedded engine is told at its start. Input: the settings, through the supervisor."""

from __future__ import annotations

import ipaddress

import ifaddr
import msgspec


class Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`hosts` are local addresses to bind, all to the same UDP `port` (0 takes a free one).

    `advertised` are the addresses that peers are told; empty means those that are bound, or with a wildcard the
    machine's own. Behind a NAT, tell the public address. `part` is how many seconds a part of a broadcast lasts.
    """

    hosts: tuple[str, ...] = ("127.0.0.1",)
    port: int = 0
    advertised: tuple[str, ...] = ()
    most_peers: int = 500
    part: float = 0.4

    def reachable(self) -> tuple[str, ...]:
        """The addresses of the candidates, the preferred first: reachable ones before this machine's own loopback."""
        if self.advertised:
            return self.advertised
        found: list[str] = []
        for host in self.hosts:
            address = ipaddress.ip_address(host)
            found += _own(address.version) if address.is_unspecified else [host]
        return tuple(dict.fromkeys(found)) or ("127.0.0.1",)


def _own(version: int) -> list[str]:
    """The machine's addresses of an IP version, loopback last; link-local ones need a scope and are left out."""
    addresses = [
        ipaddress.ip_address(each.ip if isinstance(each.ip, str) else each.ip[0])
        for adapter in ifaddr.get_adapters()
        for each in adapter.ips
    ]
    usable = [each for each in addresses if each.version == version and not each.is_link_local]
    return [str(each) for each in sorted(usable, key=lambda each: each.is_loopback)]

"""Where a request comes from, as wide as a household or an office: what limits count by."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request


def network_of(address: str | None) -> str:
    """The /24 of an IPv4 address, the /64 of an IPv6 one: who has one has all of its neighbours."""
    try:
        host = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(host, IPv6Address) and host.ipv4_mapped:
        host = host.ipv4_mapped
    prefix = 64 if host.version == 6 else 24
    return str(ip_network((host.packed, prefix), strict=False))


def this_network() -> str:
    return network_of(request.remote_addr)

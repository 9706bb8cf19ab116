"""Finding each other: what a host tells the network about its meeting, and what is heard of others' (mDNS, DNS-SD)."""

SERVICE = "_meetdesk._tcp.local."
"""The service type (RFC 6763, section 4.1.2)."""

"""How an app reaches a host: TLS identity, addresses, invitation, the join handshake, the bridge."""

"""The Tornado shells: loopback server, LAN server, the fast WebSocket, authentication, limits."""

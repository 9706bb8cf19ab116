"""Sockets, streams, the event loop and its thread, the fast WebSocket: knows nothing of meetings."""

"""Channels carried by ordinary requests, where a WebSocket cannot be opened: knows nothing of meetings."""

"""MeetDesk: a meeting app for one LAN. See docs/architecture.md for the map of the rooms."""

__version__ = "0.1.0"

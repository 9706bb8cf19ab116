"""Windows only."""

"""The native window and what belongs to the desktop around it: permissions, paths, fallbacks."""

"""Misbehaviour, one kind a file, each at a strength that the caller chooses."""

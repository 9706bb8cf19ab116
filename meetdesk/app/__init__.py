"""The composition root: what the window's page asks for, answered with meetings, joined hosts and the store."""

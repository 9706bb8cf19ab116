"""Meeting rules. Pure: events in, commands out; no socket, clock, thread or task in here."""

"""The connection check: a file for each check in ``checks``, with a look at the world and a pure judgement of it."""

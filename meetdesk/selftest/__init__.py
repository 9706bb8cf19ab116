"""The self-test of ``meetdesk bench``: how many people can this computer host? See ``docs/hosting-bench.md``."""

"""Voice beside a large file: see ``python -m tests.bench.files --help``."""

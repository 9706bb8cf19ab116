"""The window's main thread in a meeting of nine: see ``python -m tests.bench.long_tasks --help``."""

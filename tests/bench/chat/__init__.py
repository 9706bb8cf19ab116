"""Long chats in the window: see ``python -m tests.bench.chat --help``."""

"""SQLite: settings, recent meetings, chat transcripts."""

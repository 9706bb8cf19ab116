"""The data plane: media frame header, compiled routes, bounded outboxes, drop policy, loudest speakers."""

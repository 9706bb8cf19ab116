"""Files that people hand to each other: kept by the host's app while the meeting lasts."""

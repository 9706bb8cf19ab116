"""Other apps stand ready to carry the meeting on: the host's side and the deputy's of the succession channel."""

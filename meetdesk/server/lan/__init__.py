"""What the network sees: the join handshake, tickets, the door for browser guests, limits against strangers."""

"""The app of somebody who joined: knows where the meeting goes on if its host is gone, and carries it on if asked."""

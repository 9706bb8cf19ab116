"""What the frozen app is made of: who owns each of its files, their licences, the bill of materials."""

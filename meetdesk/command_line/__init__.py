"""The command ``meetdesk``: arguments, what it prints, how it starts and stops."""

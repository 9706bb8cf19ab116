"""The loopback server: for this app's own window and nobody else."""

"""Linux: the archive and the Debian package."""

"""The app and its disk image for macOS."""

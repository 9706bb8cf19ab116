"""The window on Linux: Qt WebEngine. The only place that imports Qt."""

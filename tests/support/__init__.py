"""What the tests share: a display, a browser, the app's window, network namespaces."""

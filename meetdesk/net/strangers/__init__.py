"""An HTTP server for a network of strangers: whom it looks at, how many, how fast, and who gives way."""

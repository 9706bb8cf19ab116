"""One meeting over real connections: the core's shell."""

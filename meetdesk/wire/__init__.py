"""Typed control messages, close codes and the generator of the TypeScript types."""

"""Tests of the frozen app, as people get it."""

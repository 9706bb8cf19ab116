"""Guests with the browsers that people have."""

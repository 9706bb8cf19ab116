"""How soon the window can be used."""

"""How the window fares on displays poorer than usual."""

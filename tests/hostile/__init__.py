"""What one person, inside or outside, costs the others."""

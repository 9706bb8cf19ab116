"""What only macOS needs. Nothing here is imported elsewhere: it is made of Cocoa, through PyObjC."""

"""Pages about the person who is signed in, and the way in."""

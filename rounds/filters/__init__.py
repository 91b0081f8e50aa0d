"""What lists of this house can be narrowed by."""

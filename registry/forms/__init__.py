"""What administrators type, made from what the registers declare."""

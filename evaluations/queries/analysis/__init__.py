"""What happens again and again: each question over the cases reported in some days, and the list behind each number."""

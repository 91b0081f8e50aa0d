"""What is told of rounds, findings and objections, and who hears of it."""

"""Who may do what to rounds, stops and objections, and why not."""

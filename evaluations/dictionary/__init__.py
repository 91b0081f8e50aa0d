"""What is counted and what is said of it: measures, durations, indicators, and by what they are split. Pure.

`VERSION` goes up with each change of what a counter holds; counters of another version are counted anew.
"""

VERSION = 5

"""What this house promises to itself, to the house of notices and to those above it. A reference is an event's id."""

ITEM = "ledgers.item"  # something happened to an item: what follows from it by itself is done
ITEM_TOLD = "ledgers.item_told"  # something happened to an item of which people may hear
ORDER = "ledgers.order"  # something happened to an order of which people may hear
ITEM_UNDONE = "ledgers.item_undone"  # an item is not done, or not in time: an order is drawn up
ITEM_ENDED = "ledgers.item_ended"  # an item was written off, or is void: its orders end with it
ITEM_GIVEN = "ledgers.item_given"  # another unit owes an item: its orders are served there anew

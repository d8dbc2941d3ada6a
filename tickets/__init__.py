"""The desk: messages, tickets, policy, support hours, tokens, records and the store. It imports no other package of ours."""

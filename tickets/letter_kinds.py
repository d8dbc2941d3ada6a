"""For whom each kind of letter is. Caps, clocks and the acknowledgement's stamp count the letters to customers alone."""

from __future__ import annotations

RELAY = "relay"  # an engineer's own words: no automatic letter (RFC 3834), and no cap or suppression stops it
ASK = "ask"  # a letter of the desk at an engineer's word: the answer that #ask counts as does not overtake it
NOTICE = "notice"
DIGEST = "digest"
DIGEST_RECEIPT = "digest_receipt"
HANDSHAKE = "handshake"
SIGN_IN = "sign_in"
CANARY = "canary"  # to our own mailbox, which no person need read
TO_STAFF = frozenset(
    {NOTICE, DIGEST, DIGEST_RECEIPT, "receipt", "not_sent", "not_delivered", "was_it_you", "whose", "escalation", "alarm"}
    | {"refused_edit", "test", "hand_over", SIGN_IN, HANDSHAKE, CANARY}
)
# To one of ours, and read by nobody when he answers.
TAKE_NO_ANSWER = frozenset({"was_it_you", "alarm", "refused_edit", SIGN_IN, CANARY})

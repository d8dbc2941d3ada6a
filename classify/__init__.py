"""What a mail is about: facts, audience, topic, scope, and what is missing. Words in, labels with evidence out."""

"""What costs agreement: which values meet, which articles and annotators weigh, at which step it is lost."""

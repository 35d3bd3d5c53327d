"""What costs agreement: the values that meet, the articles and annotators that weigh, the step it is lost at."""

"""What the fund keeps of people, why and by which law; what happened to it when it went wrong."""

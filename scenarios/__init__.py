"""Cases: what the trainee is given, and the loader that checks it."""

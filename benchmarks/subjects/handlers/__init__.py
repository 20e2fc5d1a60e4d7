"""One way a Lambda function can start a module; each is imported in a process of its own."""

from lines import ask, queue, store

while True:
    line = ask(queue(), "next")
    if line:
        ask(store(), f"put {line.upper()}")

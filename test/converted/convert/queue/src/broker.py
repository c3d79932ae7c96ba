import threading

from lines import serve

waiting = []
changed = threading.Condition()


def answer(line):
    with changed:
        if line.startswith("put "):
            waiting.append(line.removeprefix("put "))
            changed.notify()
            return "taken"
        if line == "next":
            return waiting.pop(0) if changed.wait_for(lambda: waiting, 2) else ""
    return "here"


serve(7000, answer)

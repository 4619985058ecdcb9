"""A small load client for machines without wrk: keeps eight connections busy and counts answers.

It shares the machine's processor with the server and is slower than wrk, so it flatters slow pages
against fast ones. Use it to compare two versions of the same page, wrk to compare pages.
"""

import http.client
import threading
import time

TIMEOUT = 30


def answers_per_second(
    port: int, path: str, typed: str | None, seconds: float, connections: int
) -> float:
    """How many whole 200 answers came per second; any other answer stops the measurement."""
    method = "POST" if typed else "GET"
    headers = {"Accept-Encoding": "br, gzip"}
    if typed:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    end = time.perf_counter() + seconds
    counts = [0] * connections
    faults: list[str] = []

    def keep_asking(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        while time.perf_counter() < end and not faults:
            connection.request(method, path, typed, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                faults.append(f"{path}: {answer.status}")
            counts[place] += 1
        connection.close()

    threads = [threading.Thread(target=keep_asking, args=(i,)) for i in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(faults[0])
    return sum(counts) / seconds

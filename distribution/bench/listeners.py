"""Reads the progress of a run from many connections at once: URL RUN COUNT.

Prints "listening" when all are connected, and at the end how many events came and how many saw the run end.
"""
import asyncio
import sys
from urllib.parse import urlsplit


async def listen(server, path, connected):
    reader, writer = await asyncio.open_connection(server.hostname, server.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {server.netloc}\r\nAccept: text/event-stream\r\n\r\n".encode())
    await writer.drain()
    status = await reader.readline()
    if b" 200 " not in status:
        raise SystemExit(f"the stream answered {status!r}")
    connected()
    events, ended = 0, False
    while line := await reader.readline():
        events += line.startswith(b"data:")
        ended |= b'"completed"' in line
        if line == b"0\r\n":
            break
    writer.close()
    return events, ended


async def main(url, run, count):
    server = urlsplit(url)
    left = count

    def connected():
        nonlocal left
        left -= 1
        if not left:
            print("listening", flush=True)

    seen = await asyncio.gather(*(listen(server, f"/api/v1/runs/{run}/events", connected) for _ in range(count)))
    print(f"{count} listeners, {sum(n for n, _ in seen)} events, {sum(e for _, e in seen)} saw the end")


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))

"""Asks at a fixed rate, whatever the answers take, and measures each from the moment at which it was due: a server that
stalls is charged for all that waited meanwhile."""
import asyncio
import time


class Connection:
    """One connection that is kept open; one request at a time."""

    def __init__(self, port, headers):
        self.port = port
        self.head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.reader = self.writer = None

    async def ask(self, path, accept):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: {accept}\r\n{self.head}\r\n"
        self.writer.write(request.encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        fields = head.decode("latin-1").lower()
        status = int(fields[9:12])
        if "\r\ntransfer-encoding: chunked" in fields:
            size = 0
            while True:
                count = int((await self.reader.readuntil(b"\r\n")).strip(), 16)
                await self.reader.readexactly(count + 2)
                size += count
                if count == 0:
                    return status, size
        size = int(fields.split("\r\ncontent-length:")[1].split("\r\n")[0])
        await self.reader.readexactly(size)
        return status, size


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


async def steady(port, headers, requests, rate, connections=64):
    """`requests`: (kind, path, accept) each. Gives for each kind the times in ms, and what was wrong."""
    free = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(Connection(port, headers))
    times, wrong, sizes = {}, [], {}
    start = time.perf_counter() + 0.1

    async def one(due, kind, path, accept):
        connection = await free.get()
        status, size = await connection.ask(path, accept)
        free.put_nowait(connection)
        times.setdefault(kind, []).append((time.perf_counter() - due) * 1000)
        sizes.setdefault(kind, []).append(size)
        if status != 200:
            wrong.append(f"{status} {path}")

    async with asyncio.TaskGroup() as group:
        for number, (kind, path, accept) in enumerate(requests):
            due = start + number / rate
            await asyncio.sleep(max(0, due - time.perf_counter()))
            group.create_task(one(due, kind, path, accept))
    return {
        "rate": len(requests) / (time.perf_counter() - start), "wrong": len(wrong), "samples": wrong[:3],
        "kinds": {
            kind: {"count": len(all), "p50_ms": percentile(all, 0.5), "p99_ms": percentile(all, 0.99), "most_ms": max(all),
                   "bytes": sum(sizes[kind]) / len(all)}
            for kind, all in sorted(times.items())
        },
    }

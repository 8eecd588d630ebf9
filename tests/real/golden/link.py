"""A link of some width and delay, in front of servers of the loopback: link.py MEGABITS MILLISECONDS FROM=TO...

FROM and TO are ADDRESS:PORT. Each byte arrives MILLISECONDS after it was sent, in both directions; what comes from the servers shares
MEGABITS a second. A connection costs one round trip more, as its handshake would. No loss, and no slow start of TCP.
"""
import asyncio
import sys

WIDTH = float(sys.argv[1]) * 1e6 / 8
DELAY = float(sys.argv[2]) / 1e3
CHUNK = 65536
free_at = 0.0


def arrival(size, is_shared):
    """When the last byte of a chunk is at the other end, on the loop's clock."""
    global free_at
    now = asyncio.get_running_loop().time()
    if not is_shared:
        return now + DELAY
    free_at = max(free_at, now) + size / WIDTH
    return free_at + DELAY


async def send(queue, writer):
    loop = asyncio.get_running_loop()
    while True:
        at, chunk = await queue.get()
        await asyncio.sleep(max(0.0, at - loop.time()))
        if not chunk:
            writer.close()
            return
        writer.write(chunk)
        await writer.drain()


async def carry(reader, writer, is_shared):
    # As much as a window of TCP on such a link: a sender is held back when the receiver reads no faster.
    queue = asyncio.Queue(maxsize=64)
    sender = asyncio.create_task(send(queue, writer))
    while True:
        try:
            chunk = await reader.read(CHUNK)
        except ConnectionError:
            chunk = b""
        await queue.put((arrival(len(chunk), is_shared), chunk))
        if not chunk:
            break
    try:
        await sender
    except ConnectionError:
        writer.close()


async def serve(ends):
    (address, port), (to_address, to_port) = (end.split(":") for end in ends.split("="))

    async def connect(reader, writer):
        await asyncio.sleep(2 * DELAY)
        try:
            far_reader, far_writer = await asyncio.open_connection(to_address, int(to_port))
        except ConnectionError:
            writer.close()
            return
        await asyncio.gather(carry(reader, far_writer, False), carry(far_reader, writer, True))

    server = await asyncio.start_server(connect, address, int(port))
    await server.serve_forever()


async def main():
    await asyncio.gather(*(serve(ends) for ends in sys.argv[3:]))


asyncio.run(main())

"""An echo behind a token in the first message, as the documentation of websockets shows it."""
import asyncio
import json
import os

import websockets

TOKEN = os.environ["TOKEN"]


async def handler(websocket):
    message = json.loads(await websocket.recv())
    if message.get("token") != TOKEN:
        await websocket.close(1011, "authentication failed")
        return
    await websocket.send("welcome")
    async for text in websocket:
        await websocket.send(text)


async def main():
    async with websockets.serve(handler, "127.0.0.1", 0) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())

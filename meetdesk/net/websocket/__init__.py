"""The fast WebSocket: RFC 6455 on a Tornado stream, without a Python coroutine step per frame."""

import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const opcodes = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;

/**
 * As much of a WebSocket's client side as talking to Node's inspector takes: Node 20 has none of its own.
 * Lives until one side closes.
 */
export class WebSocketClient {
  private buffered: Buffer = Buffer.alloc(0);
  private hasOpened = false;
  private parts: Buffer[] = [];
  private readonly socket: Socket;
  private readonly accept: string;
  onText: (text: string) => void = () => undefined;
  onOpen: () => void = () => undefined;
  onClose: () => void = () => undefined;

  constructor(url: string) {
    const { hostname, port, pathname, host } = new URL(url);
    const key = randomBytes(16).toString('base64');
    this.accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    this.socket = connect(Number(port), hostname, () => {
      this.socket.setNoDelay(true);
      this.socket.write(
        [
          `GET ${pathname} HTTP/1.1`,
          `Host: ${host}`,
          'Upgrade: websocket',
          'Connection: Upgrade',
          `Sec-WebSocket-Key: ${key}`,
          'Sec-WebSocket-Version: 13',
          '\r\n',
        ].join('\r\n'),
      );
    });
    this.socket.on('data', data => this.take(data));
    // A program that ends resets its connections; `close` follows.
    this.socket.on('error', () => undefined);
    this.socket.once('close', () => this.onClose());
  }

  send(text: string): void {
    this.writeFrame(opcodes.text, Buffer.from(text));
  }

  close(): void {
    this.writeFrame(opcodes.close, Buffer.alloc(0));
    this.socket.end();
  }

  private take(data: Buffer): void {
    this.buffered = this.buffered.length === 0 ? data : Buffer.concat([this.buffered, data]);
    if (!this.hasOpened && !this.takeHandshake()) return;
    while (this.takeFrame());
  }

  private takeHandshake(): boolean {
    const end = this.buffered.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const head = this.buffered.toString('latin1', 0, end);
    if (!head.includes(' 101 ') || !head.includes(this.accept)) throw new Error(`no WebSocket: ${head}`);
    this.buffered = this.buffered.subarray(end + 4);
    this.hasOpened = true;
    this.onOpen();
    return true;
  }

  /** @returns false when the frame is not all here yet. */
  private takeFrame(): boolean {
    const { buffered } = this;
    if (buffered.length < 2) return false;
    const shortLength = buffered.readUInt8(1) & 0x7f;
    const headBytes = shortLength === 127 ? 10 : shortLength === 126 ? 4 : 2;
    if (buffered.length < headBytes) return false;
    const length =
      shortLength === 127
        ? Number(buffered.readBigUInt64BE(2))
        : shortLength === 126
          ? buffered.readUInt16BE(2)
          : shortLength;
    if (buffered.length < headBytes + length) return false;
    const payload = buffered.subarray(headBytes, headBytes + length);
    this.buffered = buffered.subarray(headBytes + length);
    this.takePayload(buffered.readUInt8(0), payload);
    return true;
  }

  private takePayload(firstByte: number, payload: Buffer): void {
    const isFinal = (firstByte & 0x80) !== 0;
    switch (firstByte & 0x0f) {
      case opcodes.text:
      case opcodes.continuation: {
        this.parts.push(payload);
        if (!isFinal) return;
        const text = Buffer.concat(this.parts).toString();
        this.parts = [];
        this.onText(text);
        break;
      }
      case opcodes.ping:
        this.writeFrame(opcodes.pong, payload);
        break;
      case opcodes.close:
        this.socket.end();
    }
  }

  /** What a client writes is masked; the mask may be any, and zeros leave the payload as it is. */
  private writeFrame(opcode: number, payload: Buffer): void {
    if (this.socket.destroyed || !this.socket.writable) return;
    const { length } = payload;
    let head: Buffer;
    if (length < 126) {
      head = Buffer.from([0x80 | opcode, 0x80 | length]);
    } else if (length < 65_536) {
      head = Buffer.from([0x80 | opcode, 0x80 | 126, length >> 8, length & 0xff]);
    } else {
      head = Buffer.alloc(10);
      head.set([0x80 | opcode, 0x80 | 127]);
      head.writeBigUInt64BE(BigInt(length), 2);
    }
    this.socket.write(Buffer.concat([head, Buffer.alloc(4), payload]));
  }
}

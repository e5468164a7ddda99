// A terminal on a real socket: JT/T 808 of 2013, as much of it as registers a place.

import { createConnection, type Socket } from "node:net";

const [FLAG, ESCAPE] = [0x7e, 0x7d];
const ESCAPES = new Map([
  [FLAG, 0x02],
  [ESCAPE, 0x01],
]);
const AUTHENTICATE = 0x0102;
const LOCATION = 0x0200;
const TERMINAL_REPLY = 0x0001;
const PLATFORM_REPLY = 0x8001;
const TEXT = 0x8300;
const HEADER_BYTES = 12;
const BEIJING_MS = 8 * 3_600_000;
/** What should take a moment has this long. */
const PATIENCE_MS = 30_000;

/** Where a vehicle was. */
export interface Report {
  at: number;
  longitude: number;
  latitude: number;
  speedKmh?: number;
  headingDeg?: number;
}

export class Terminal {
  /** The words that its driver was shown; each was answered with thanks. */
  readonly shown: string[] = [];
  readonly #socket: Socket;
  readonly #phone: string;
  #sequence = 0;
  #input = Buffer.alloc(0);
  #waiting: { sequence: number; done(result: number): void; failed(why: Error): void }[] = [];

  private constructor(socket: Socket, phone: string) {
    this.#socket = socket;
    this.#phone = phone.padStart(12, "0");
    socket.on("data", (bytes) => this.#take(bytes));
    // A server that is killed breaks the line: whoever waits is told.
    socket.on("close", () => {
      for (const { failed } of this.#waiting) failed(new Error("the line broke"));
    });
  }

  /** Connects, and shows the code by which the server knows it. */
  static async connect(address: string, phone: string, code: string): Promise<Terminal> {
    const [host, port] = address.split(":");
    const socket = createConnection(Number(port), host);
    await new Promise((done, failed) => socket.once("connect", done).once("error", failed));
    socket.on("error", () => undefined);
    const terminal = new Terminal(socket, phone);
    await terminal.#send(AUTHENTICATE, Buffer.from(code));
    return terminal;
  }

  /** Sends reports, each when the one before is on the disk. */
  async report(...reports: readonly Report[]): Promise<void> {
    for (const report of reports) await this.#send(LOCATION, location(report));
  }

  end(): void {
    this.#socket.destroy();
  }

  /** Writes a message; returns its sequence. */
  #write(id: number, body: Buffer): number {
    this.#sequence += 1;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt16BE(id, 0);
    header.writeUInt16BE(body.length, 2);
    header.write(this.#phone, 4, "hex");
    header.writeUInt16BE(this.#sequence, 10);
    this.#socket.write(framed(Buffer.concat([header, body])));
    return this.#sequence;
  }

  async #send(id: number, body: Buffer): Promise<void> {
    const sequence = this.#write(id, body);
    const answered = new Promise<number>((done, failed) => {
      const late = () => failed(new Error(`no reply to 0x${id.toString(16)}`));
      const timer = setTimeout(late, PATIENCE_MS);
      const end =
        <T>(how: (what: T) => void) =>
        (what: T) => {
          clearTimeout(timer);
          how(what);
        };
      this.#waiting.push({ sequence, done: end(done), failed: end(failed) });
    });
    const result = await answered;
    if (result !== 0) throw new Error(`0x${id.toString(16)} was answered ${result}`);
  }

  #take(bytes: Buffer): void {
    this.#input = Buffer.concat([this.#input, bytes]);
    for (;;) {
      const start = this.#input.indexOf(FLAG);
      const end = this.#input.indexOf(FLAG, start + 1);
      if (start < 0 || end < 0) return;
      const message = unescaped(this.#input.subarray(start + 1, end));
      this.#input = this.#input.subarray(end + 1);
      const [id, body] = [message.readUInt16BE(0), message.subarray(HEADER_BYTES, -1)];
      if (id === PLATFORM_REPLY) this.#answered(body);
      if (id === TEXT) this.#show(message.readUInt16BE(10), body);
    }
  }

  #answered(body: Buffer): void {
    const sequence = body.readUInt16BE(0);
    const waiting = this.#waiting.find((one) => one.sequence === sequence);
    this.#waiting = this.#waiting.filter((one) => one !== waiting);
    waiting?.done(body[4] ?? -1);
  }

  /** A flag, then words in GBK. */
  #show(sequence: number, body: Buffer): void {
    this.shown.push(new TextDecoder("gbk").decode(body.subarray(1)));
    const thanks = Buffer.alloc(5);
    thanks.writeUInt16BE(sequence, 0);
    thanks.writeUInt16BE(TEXT, 2);
    this.#write(TERMINAL_REPLY, thanks);
  }
}

function location(report: Report): Buffer {
  const body = Buffer.alloc(28);
  // The ignition is on, and there is a fix.
  body.writeUInt32BE(0b11, 4);
  body.writeUInt32BE(Math.round(report.latitude * 1e6), 8);
  body.writeUInt32BE(Math.round(report.longitude * 1e6), 12);
  body.writeUInt16BE(40, 16);
  body.writeUInt16BE(Math.round((report.speedKmh ?? 0) * 10), 18);
  body.writeUInt16BE(Math.round(report.headingDeg ?? 0), 20);
  // YYMMDDhhmmss in Beijing, in BCD.
  const time = new Date(report.at + BEIJING_MS).toISOString().replace(/\D/g, "").slice(2, 14);
  body.write(time, 22, "hex");
  return body;
}

function framed(message: Buffer): Buffer {
  const check = message.reduce((sum, byte) => sum ^ byte, 0);
  const bytes = [FLAG];
  for (const byte of [...message, check]) {
    const escaped = ESCAPES.get(byte);
    if (escaped === undefined) bytes.push(byte);
    else bytes.push(ESCAPE, escaped);
  }
  return Buffer.from([...bytes, FLAG]);
}

function unescaped(bytes: Buffer): Buffer {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== ESCAPE) out.push(byte);
    else out.push(bytes[(at += 1)] === 0x02 ? FLAG : ESCAPE);
  }
  return Buffer.from(out);
}

// The line between a browser and the server, which can be cut.

import { createServer, connect, type Server as Listener, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export class Wire {
  readonly #listener: Listener;
  readonly #sockets = new Set<Socket>();
  #cut = false;

  private constructor(listener: Listener) {
    this.#listener = listener;
  }

  static async to(address: string): Promise<Wire> {
    const [host, port] = address.split(":");
    const listener = createServer();
    const wire = new Wire(listener);
    listener.on("connection", (near) => {
      if (wire.#cut) {
        near.destroy();
        return;
      }
      const far = connect(Number(port), host);
      wire.#join(near, far);
    });
    await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
    return wire;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Nothing goes through any more. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#cut = false;
  }

  end(): void {
    this.cut();
    this.#listener.close();
  }

  #join(near: Socket, far: Socket): void {
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}

// A real `placard serve` over a folder of its own.

import { spawn, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const TARGET = process.env["CARGO_TARGET_DIR"] ?? resolve("../../target");
/** The binary that is tried. */
export const BINARY = process.env["CONSOLE_BINARY"] ?? join(TARGET, "debug/placard");

/** Deaf to the settings of whoever runs the tests. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("PLACARD_")),
);

export class Server {
  #child: ChildProcess;
  readonly folder: string;
  http: string;
  readonly jt808: string;
  readonly #more: readonly string[];

  private constructor(folder: string, more: readonly string[], child: ChildProcess, said: Said) {
    this.folder = folder;
    this.#more = more;
    this.#child = child;
    this.http = said.http;
    this.jt808 = said.jt808;
  }

  static async start(...more: readonly string[]): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "placard-console-"));
    const { child, said } = await spawned("serve", folder, "127.0.0.1:0", "127.0.0.1:0", more);
    return new Server(folder, more, child, said);
  }

  /** A real `placard demo`, as a newcomer starts it. */
  static async demo(): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "placard-console-"));
    const { child, said } = await spawned("demo", folder, "127.0.0.1:0", "127.0.0.1:0", []);
    return new Server(folder, [], child, said);
  }

  get origin(): string {
    return `http://${this.http}`;
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const ended = new Promise((done) => this.#child.once("exit", done));
    this.#child.kill("SIGKILL");
    await ended;
  }

  /** The same folder and ports, after a kill. */
  async again(): Promise<void> {
    const { folder, http, jt808 } = this;
    ({ child: this.#child } = await spawned("serve", folder, http, jt808, this.#more));
  }

  /** Stands still as it is, or goes on: a server that cannot be reached. */
  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }

  async call<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (key !== undefined) headers["authorization"] = `Bearer ${key}`;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${this.origin}/v1/${path}`, { method, headers, ...sent });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  log(): Promise<string> {
    return readFile(join(this.folder, "server.log"), "utf8");
  }
}

interface Said {
  http: string;
  jt808: string;
}

async function spawned(
  command: "serve" | "demo",
  folder: string,
  http: string,
  jt808: string,
  more: readonly string[],
): Promise<{ child: ChildProcess; said: Said }> {
  const log = openSync(join(folder, "server.log"), "a");
  const data = join(folder, "data");
  const where = ["--http", http, "--jt808", jt808, "--json", "--data", data];
  const child = spawn(BINARY, [command, ...where, ...more], {
    env,
    stdio: ["ignore", "pipe", log],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  if (!child.stdout) throw new Error("no output");
  const failed = new Promise<never>((_, refuse) => {
    child.once("error", refuse);
    child.once("exit", (code) => refuse(new Error(`it ended: ${code}; see ${folder}/server.log`)));
  });
  const lines = createInterface({ input: child.stdout });
  const first = new Promise<string>((done) => lines.once("line", done));
  const line = await Promise.race([first, failed]);
  failed.catch(() => undefined);
  return { child, said: JSON.parse(line) as Said };
}

/** A keys file that knows these officers by `key-NAME`. */
export async function keysFile(names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "placard-keys-"));
  const path = join(folder, "keys.toml");
  const rows = await Promise.all(names.map(keyRow));
  await writeFile(path, rows.map(({ entry }) => entry).join("\n"), { mode: 0o600 });
  for (const { name, key } of rows) keys.set(name, key);
  return path;
}

/** The keys that were drawn, by the name of their holder. */
export const keys = new Map<string, string>();

async function keyRow(name: string): Promise<{ name: string; key: string; entry: string }> {
  const child = spawn(BINARY, ["config", "key", name, "--role", "administrator"], { env });
  let [out, told] = ["", ""];
  child.stdout.on("data", (bytes) => (out += bytes));
  child.stderr.on("data", (bytes) => (told += bytes));
  await new Promise((done) => child.once("close", done));
  const key = told.trim().split(/\s+/).at(-1) ?? "";
  return { name, key, entry: out };
}

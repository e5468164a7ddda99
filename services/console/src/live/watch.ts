// Keeps a watch open for ever: resumes by token, backs off, and says how it stands.

/** What a watch tells. */
export type News<T> =
  /** Everything as it stands: what is not in it is no more. */
  | { kind: "snapshot"; items: readonly T[] }
  | { kind: "change"; item: T }
  /** Nothing new, but the line is alive. */
  | { kind: "beat" };

/** News, the place to resume behind it, and the server's time where it was told. */
export type Told<T> = News<T> & {
  token?: string;
  serverMs?: number;
  /** How far judging lies behind what was accepted, ms. */
  behindMs?: number;
};

/** Opens the watch behind `token`, or with a snapshot where there is none. */
export type Source<T> = (token: string | undefined, stop: AbortSignal) => AsyncIterable<Told<T>>;

/** How a watch stands. */
export type Link =
  | { kind: "loading" }
  | { kind: "live" }
  /** Since when nothing was heard and when it is tried again, in this computer's time, ms. */
  | { kind: "stale"; since: number; retryAt: number }
  /** The server answers, and will not tell. */
  | { kind: "refused"; error: unknown };

/** A beat comes each second: a line that is quiet for this long is lost, ms. */
const QUIET_MS = 2_500;
/** How long before each try, ms; the last one for ever. */
const BACKOFF_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** What a watch needs of its surroundings; tests have their own. */
export interface Surroundings {
  now(): number;
  /** Resolves after `ms`, or at once when it is worth trying early. */
  pause(ms: number): Promise<void>;
  chance(): number;
  /** Whether an error is the server's last word. */
  isFinal(error: unknown): boolean;
}

/** The browser's: tries at once when the network is back or the page is looked at again. */
export const browser: Omit<Surroundings, "isFinal"> = {
  now: () => Date.now(),
  chance: () => Math.random(),
  pause: (ms) =>
    new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        removeEventListener("online", end);
        document.removeEventListener("visibilitychange", seen);
        done();
      };
      const seen = () => document.visibilityState === "visible" && end();
      const timer = setTimeout(end, ms);
      addEventListener("online", end);
      document.addEventListener("visibilitychange", seen);
    }),
};

/** How long to wait before try `no` (from 0): between half and the whole of its step. */
export function backoff(no: number, chance: number): number {
  const step = BACKOFF_MS[Math.min(no, BACKOFF_MS.length - 1)] ?? 0;
  return step * (0.5 + chance / 2);
}

/** Keeps `source` open until the returned function is called. */
export function keep<T>(
  source: Source<T>,
  around: Surroundings,
  tell: { news(told: Told<T>): void; link(link: Link): void },
): () => void {
  const ended = new AbortController();
  void run(source, around, tell, ended.signal);
  return () => ended.abort();
}

async function run<T>(
  source: Source<T>,
  around: Surroundings,
  tell: { news(told: Told<T>): void; link(link: Link): void },
  ended: AbortSignal,
): Promise<void> {
  let token: string | undefined;
  let lastHeard = around.now();
  let failures = 0;
  tell.link({ kind: "loading" });
  while (!ended.aborted) {
    const attempt = new AbortController();
    const giveUp = () => attempt.abort();
    ended.addEventListener("abort", giveUp);
    let quiet = setTimeout(giveUp, QUIET_MS);
    let refused: unknown;
    try {
      for await (const told of source(token, attempt.signal)) {
        clearTimeout(quiet);
        quiet = setTimeout(giveUp, QUIET_MS);
        token = told.token ?? token;
        lastHeard = around.now();
        failures = 0;
        tell.news(told);
        tell.link({ kind: "live" });
      }
    } catch (error) {
      if (around.isFinal(error)) {
        refused = token === undefined ? error : undefined;
        // What the token stood for is gone: begin anew, with a snapshot.
        token = undefined;
      }
    } finally {
      clearTimeout(quiet);
      attempt.abort();
      ended.removeEventListener("abort", giveUp);
    }
    if (ended.aborted) return;
    const wait = backoff(failures, around.chance());
    failures += 1;
    if (refused !== undefined) tell.link({ kind: "refused", error: refused });
    else tell.link({ kind: "stale", since: lastHeard, retryAt: around.now() + wait });
    await around.pause(wait);
  }
}

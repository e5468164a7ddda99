import assert from "node:assert/strict";
import { test } from "node:test";
import {
  backoff,
  keep,
  type Link,
  type Source,
  type Surroundings,
  type Told,
} from "../../src/live/watch.ts";

class Refused extends Error {}

/** A watch under test: waits for nothing, and ends after so many pauses. */
async function watched(source: Source<string>, pauses: number) {
  const news: Told<string>[] = [];
  const links: Link[] = [];
  const waits: number[] = [];
  await new Promise<void>((done) => {
    const around: Surroundings = {
      now: () => 0,
      chance: () => 1,
      isFinal: (error) => error instanceof Refused,
      pause: async (ms) => {
        waits.push(ms);
        if (waits.length === pauses) {
          end();
          done();
        }
      },
    };
    const end = keep(source, around, {
      news: (told) => news.push(told),
      link: (link) => links.push(link),
    });
  });
  return { news, links, waits };
}

test("a line that broke is resumed behind what was told last", async () => {
  const asked: (string | undefined)[] = [];
  const source: Source<string> = async function* (token) {
    asked.push(token);
    yield { kind: "snapshot", items: ["a"], token: `after-${asked.length}` };
    yield { kind: "beat" };
    throw new Error("broken");
  };
  const { links } = await watched(source, 2);
  assert.deepEqual(asked, [undefined, "after-1"]);
  assert.deepEqual(
    links.map(({ kind }) => kind),
    ["loading", "live", "live", "stale", "live", "live", "stale"],
  );
});

test("a server that stays away is asked ever less often, at most every 8 s", async () => {
  const source: Source<string> = async function* () {
    throw new Error("no server");
  };
  const { waits } = await watched(source, 7);
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
});

test("one thing heard, and the waits begin anew", async () => {
  let tries = 0;
  const source: Source<string> = async function* () {
    tries += 1;
    if (tries === 3) yield { kind: "beat" };
    throw new Error("broken");
  };
  const { waits } = await watched(source, 4);
  assert.deepEqual(waits, [500, 1000, 500, 1000]);
});

test("a token that is too old leads to a snapshot, and not to a gap", async () => {
  const asked: (string | undefined)[] = [];
  const source: Source<string> = async function* (token) {
    asked.push(token);
    if (token !== undefined) throw new Refused("too old");
    yield { kind: "snapshot", items: [], token: "old" };
    throw new Error("broken");
  };
  const { links } = await watched(source, 3);
  assert.deepEqual(asked, [undefined, "old", undefined]);
  assert.ok(links.every(({ kind }) => kind !== "refused"));
});

test("a refusal without a token is the last word, and is shown", async () => {
  const source: Source<string> = async function* () {
    throw new Refused("who are you");
  };
  const { links } = await watched(source, 1);
  assert.equal(links.at(-1)?.kind, "refused");
});

test("no two consoles come back at the same moment", () => {
  assert.equal(backoff(0, 0), 250);
  assert.equal(backoff(0, 1), 500);
  assert.equal(backoff(9, 0), 4000);
});

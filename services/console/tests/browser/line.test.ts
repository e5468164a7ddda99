// When the line breaks, and when the server dies: what is seen meanwhile, and that nothing is lost
// or doubled afterwards.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { openBrowser, shoot, takeSeat } from "../support/browser.ts";
import { link, marks, row, rows } from "../support/desk.ts";
import { alertOf, breach, connect, truck, until } from "../support/scene.ts";
import { Server } from "../support/server.ts";
import { Wire } from "../support/wire.ts";

let browser: Browser;

before(async () => {
  browser = await openBrowser();
});

after(() => browser?.close());

/** Vehicles that report while the server is killed. */
const LOAD = 20;
/** How long the line stays cut, ms: `AWAY_MS=60000` for the whole minute of the design. */
const AWAY_MS = Number(process.env["AWAY_MS"] ?? 12_000);

interface Listed {
  alerts: { id: string }[];
}

async function alerted(server: Server, numbers: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const no of numbers) {
    const terminal = await connect(server, truck(no));
    await breach(terminal);
    ids.push((await alertOf(server, truck(no))).id);
    terminal.end();
  }
  return ids;
}

test("a cut line is told within 3 s, what was missed is told once (check 10)", async () => {
  const server = await Server.start();
  const wire = await Wire.to(server.http);
  const old = await alerted(server, [1, 2, 3, 4]);
  const { page } = await takeSeat(browser, wire.origin);
  await until("the queue", async () => (await rows(page)).length === 4);
  await page.getByText("声音未开启").click();
  await page.mouse.move(800, 500);

  const cut = Date.now();
  wire.cut();
  await until("stale", async () => (await link(page)) !== "live", 3_000);
  assert.ok(Date.now() - cut < 3_000);
  const fresh = await alerted(server, [5, 6, 7, 8, 9]);
  for (const id of old.slice(0, 3)) {
    await server.call("POST", `alerts/${id}:acknowledge`, {});
    await server.call("POST", `alerts/${id}:close`, { disposition: "CHECKED" });
  }
  await shoot(page, "line-zh-stale");
  // The queue stays readable, and says that nothing can be done with it now.
  assert.equal((await rows(page)).length, 4);
  await row(page, old[3] ?? "").click();
  const act = page.locator('[data-action="acknowledge"]');
  await act.waitFor();
  assert.ok(await act.isDisabled());
  await new Promise((done) => setTimeout(done, Math.max(0, AWAY_MS - (Date.now() - cut))));
  const silent = (await marks(page, "chime")).length;

  wire.mend();
  await until("live again", async () => (await link(page)) === "live", 15_000);
  await page.mouse.move(800, 500);
  const wanted = [...fresh, old[3]].sort();
  await page.locator(".notice").filter({ hasText: "离线期间" }).waitFor();
  const told = await page.locator(".notice").filter({ hasText: "离线期间" }).innerText();
  assert.match(told, /新增 5 条（红色 5 条），办结 3 条/);
  await page.keyboard.press("Escape");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await until("exactly those", async () => {
    return JSON.stringify((await rows(page)).sort()) === JSON.stringify(wanted);
  });
  await shoot(page, "line-zh-back");
  assert.ok((await marks(page, "chime")).length - silent <= 1, "one sound at most");
  await page.context().close();
  wire.end();
  await server.kill();
});

test("a server killed under load comes back with all alerts, none twice (check 11)", async () => {
  const server = await Server.start();
  const before = await alerted(server, [11, 12]);
  const { page } = await takeSeat(browser, server.origin);
  await until("the queue", async () => (await rows(page)).length === 2);
  const busy = Array.from({ length: LOAD }, (_, no) => truck(20 + no));
  const terminals = await Promise.all(busy.map((one) => connect(server, one)));
  // Killed while reports come in: what was answered is on the disk.
  const driving = terminals.map((terminal) => breach(terminal).catch(() => undefined));
  await Promise.race(driving);
  await server.kill();
  await Promise.all(driving);
  for (const terminal of terminals) terminal.end();
  await until("stale", async () => (await link(page)) !== "live", 3_000);
  const seen = await rows(page);
  await server.again();
  await until("live again", async () => (await link(page)) === "live", 15_000);
  const after = await alerted(server, [14]);
  await row(page, after[0] ?? "").waitFor();
  // The same ids as before, each once, and whatever more there is by now.
  const list = async () => {
    const { alerts } = await server.call<Listed>("GET", "alerts?pageSize=100");
    return alerts.map(({ id }) => id).sort();
  };
  const there = await until("what the server has", async () => {
    const [has, shown] = [await list(), (await rows(page)).sort()];
    return JSON.stringify(shown) === JSON.stringify(has) && has;
  });
  assert.equal(new Set(there).size, there.length);
  for (const id of [...before, ...seen, ...after]) assert.ok(there.includes(id), id);
  await page.context().close();
  await server.kill();
});

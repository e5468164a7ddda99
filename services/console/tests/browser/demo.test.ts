// `placard demo` as a newcomer sees it: within three minutes an alert of every rule, and one of
// them read, taken and closed, in Chinese and in English. The pictures are kept.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { openBrowser, shoot, takeSeat, type Language } from "../support/browser.ts";
import { focused, link, outside, painted, row, rows } from "../support/desk.ts";
import { until } from "../support/scene.ts";
import { Server } from "../support/server.ts";

let browser: Browser;
let server: Server;

before(async () => {
  [browser, server] = await Promise.all([openBrowser(), Server.demo()]);
});

after(async () => {
  await browser?.close();
  await server?.kill();
});

/** What a newcomer is promised. */
const WITHIN_MS = 180_000;
/** What the red mark is filled with, by day. */
const RED = [0xa8, 0x00, 0x18];

interface Kept {
  state: string;
  disposition: string;
}

interface Listed {
  alerts: { id: string; rule: string; state: string }[];
}

const listed = async () => (await server.call<Listed>("GET", "alerts?pageSize=1000")).alerts;

test("within three minutes the demo shows an alert of every rule", async () => {
  const { rules } = await server.call<{ rules: { id: string }[] }>("GET", "rules");
  const wanted = rules.map(({ id }) => id).sort();
  assert.ok(wanted.length >= 8, `${wanted}`);
  const { page, context, complaints } = await takeSeat(browser, server.origin);
  await until("a live line", async () => (await link(page)) === "live");
  await until(
    `an alert of each of ${wanted}`,
    async () => {
      const seen = new Set((await listed()).map(({ rule }) => rule));
      return wanted.every((rule) => seen.has(rule));
    },
    WITHIN_MS,
  );
  const [first] = await listed();
  await row(page, first?.id ?? "").waitFor();
  await shoot(page, "demo-zh-1-desk");
  assert.deepEqual(complaints, []);
  await context.close();
});

/** An open alert of a rule, dealt with by keys. */
async function work(language: Language): Promise<void> {
  const seat = await takeSeat(browser, server.origin, { language });
  const { page, context, complaints } = seat;
  await until("a live line", async () => (await link(page)) === "live");
  await until("red marks on the map", async () => (await painted(page, RED)) > 50);
  const entered = (await listed()).filter(({ rule }) => rule === "zone.entered");
  const open = entered.find(({ state }) => state === "OPEN");
  assert.ok(open, "an alert to work");
  await row(page, open.id).click();
  await page.locator(".detail [data-state]").waitFor();
  assert.equal(await focused(page), open.id);
  await page.locator(".speed svg").waitFor();
  await shoot(page, `demo-${language}-2-detail`);
  await page.keyboard.press("a");
  const read = () => server.call<Kept>("GET", `alerts/${open.id}`);
  await until("it is taken", async () => (await read()).state === "ACKNOWLEDGED");
  await page.locator('[data-action="close"]').waitFor();
  await page.keyboard.press("c");
  await page.keyboard.press("2");
  await shoot(page, `demo-${language}-3-close`);
  await page.keyboard.press("Enter");
  const closed = await until("it is closed", async () => {
    const now = await read();
    return now.state === "CLOSED" && now;
  });
  assert.equal(closed.disposition, "CHECKED");
  await until("it has left the queue", async () => !(await rows(page)).includes(open.id));
  await shoot(page, `demo-${language}-4-closed`);
  assert.deepEqual(outside(seat, server), []);
  assert.deepEqual(complaints, []);
  await context.close();
}

test("an alert of the demo is read, taken and closed in Chinese", () => work("zh"));

test("an alert of the demo is read, taken and closed in English", () => work("en"));

// The desk officer's work, from the breach to the closing, with keys alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { openBrowser, shoot, takeSeat, type Language } from "../support/browser.ts";
import { focused, link, painted, row } from "../support/desk.ts";
import { alertOf, breach, connect, truck, until } from "../support/scene.ts";
import { Server } from "../support/server.ts";

let browser: Browser;
let server: Server;

before(async () => {
  [browser, server] = await Promise.all([openBrowser(), Server.start()]);
});

after(async () => {
  await browser?.close();
  await server?.kill();
});

/** What the red mark is filled with, by theme. */
const RED = { light: [0xa8, 0x00, 0x18], dark: [0xe0, 0x2b, 0x3d] };
const ORDER = ["what", "since", "sure", "rule", "value", "paper", "past", "where"];

interface Kept {
  state: string;
  disposition: string;
  history: { act: string; actor: string; note: string }[];
}

async function work(language: Language, theme: "light" | "dark", no: number): Promise<void> {
  const own = truck(no);
  const seat = await takeSeat(browser, server.origin, { language, theme });
  const { page } = seat;
  await until("a live line", async () => (await link(page)) === "live");
  const terminal = await connect(server, own);
  await breach(terminal);
  const alert = await alertOf(server, own);

  // It comes by itself, with its plate.
  await row(page, alert.id).waitFor();
  assert.match(await row(page, alert.id).innerText(), new RegExp(own.plate));
  await until("a red mark on the map", async () => (await painted(page, RED[theme])) > 50);
  await shoot(page, `desk-${language}-1-queue`);

  // Found and opened by keys.
  await page.keyboard.press("j");
  while ((await focused(page)) !== alert.id) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.locator(".detail [data-state]").waitFor();
  const lines = page.locator(".detail [data-line]");
  const named = await lines.evaluateAll((all) => all.map((one) => one.getAttribute("data-line")));
  assert.deepEqual(
    named,
    ORDER.map((name) => `detail.${name}`),
  );
  await page.locator(".speed svg").waitFor();
  const said = await page.locator(".detail").innerText();
  assert.match(said, /UN 1203/);
  assert.match(said, language === "zh" ? /进入禁行|一级保护区/ : /entered/);
  await shoot(page, `desk-${language}-2-detail`);

  // Taken, said something of, closed; each by its key.
  await page.keyboard.press("a");
  const read = () => server.call<Kept>("GET", `alerts/${alert.id}`);
  await until("it is taken", async () => (await read()).state === "ACKNOWLEDGED");
  await page.locator('[data-action="close"]').waitFor();
  await page.keyboard.press("r");
  await page.keyboard.type("已电话联系 called");
  await page.keyboard.press("Enter");
  await until("a comment", async () => (await read()).history.length === 2);
  await page.keyboard.press("Escape");
  assert.equal(await focused(page), alert.id);
  await page.keyboard.press("c");
  await page.keyboard.press("1");
  await shoot(page, `desk-${language}-3-close`);
  await page.keyboard.type("ok");
  await page.keyboard.press("Enter");
  const closed = await until("it is closed", async () => {
    const now = await read();
    return now.state === "CLOSED" && now;
  });
  assert.equal(closed.disposition, "CORRECTED");
  const acts = closed.history.map(({ act, actor, note }) => [act, actor, note]);
  assert.deepEqual(acts, [
    ["ACKNOWLEDGED", "local", ""],
    ["COMMENTED", "local", "已电话联系 called"],
    ["CLOSED", "local", "ok"],
  ]);
  await row(page, alert.id).waitFor({ state: "detached" });
  await shoot(page, `desk-${language}-4-closed`);

  // Nothing was asked of anyone else (check 6), and nothing went wrong.
  const outside = seat.asked.filter((url) => !url.startsWith(server.origin));
  assert.deepEqual(
    outside.filter((url) => !url.startsWith("data:")),
    [],
  );
  assert.deepEqual(seat.complaints, []);
  terminal.end();
  await seat.context.close();
}

test("find, understand, act, close without a mouse, in Chinese by day", () =>
  work("zh", "light", 1));

test("find, understand, act, close without a mouse, in English by night", () =>
  work("en", "dark", 2));

test("every screen opens by its link, and Back works", async () => {
  const { page, context, complaints } = await takeSeat(browser, server.origin, {
    hash: "#/map?at=111.60505,29.01986,13.00",
  });
  await until("a live line", async () => (await link(page)) === "live");
  await page.locator("canvas.overlay").waitFor();
  await page.waitForTimeout(500);
  await shoot(page, "map-zh");
  assert.match(page.url(), /#\/map\?at=111\.605\d*,29\.019\d*,13\.00/);
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  await page.locator(".vehicle-row").first().waitFor();
  await shoot(page, "vehicles-zh");
  assert.match(page.url(), /#\/vehicles/);
  await page.goBack();
  assert.match(page.url(), /#\/map/);
  await page.keyboard.press("?");
  await page.locator("dialog .keys").waitFor();
  await shoot(page, "help-zh");
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a browser in New York with a wrong clock shows the jurisdiction's time", async () => {
  const own = truck(3);
  const terminal = await connect(server, own);
  await breach(terminal);
  const alert = await alertOf(server, own);
  const { page, context } = await takeSeat(browser, server.origin, {
    hash: `#/?alert=${alert.id}`,
  });
  await page.locator(".clock").waitFor();
  await until("a live line", async () => (await link(page)) === "live");
  const shown = (await page.locator(".clock").innerText()).replace(/\s+/g, " ");
  const beijing = new Date(Date.now() + 8 * 3_600_000).toISOString();
  assert.match(shown, /^\d\d:\d\d:\d\d \+08:00$/);
  assert.equal(shown.slice(0, 2), beijing.slice(11, 13));
  const history = await page.locator(".history time").first().innerText();
  assert.equal(history.slice(0, 2), beijing.slice(11, 13));
  terminal.end();
  await context.close();
});

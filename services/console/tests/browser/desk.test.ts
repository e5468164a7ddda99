// The desk officer's work, from the breach to the closing, with keys alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { openBrowser, shoot, takeSeat, type Language } from "../support/browser.ts";
import { focused, link, marks, outside, painted, row } from "../support/desk.ts";
import { alertOf, breach, connect, truck, until } from "../support/scene.ts";
import { keys, keysFile, Server } from "../support/server.ts";

const OFFICER = "li-na";

let browser: Browser;
let server: Server;
let key: string;

before(async () => {
  const file = await keysFile([OFFICER]);
  key = keys.get(OFFICER) ?? "";
  const started = Server.start("--set", `identity.keys_file=${file}`);
  [browser, server] = await Promise.all([openBrowser(), started]);
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
  const seat = await takeSeat(browser, server.origin, { language, theme, key });
  const { page } = seat;
  await until("a live line", async () => (await link(page)) === "live");
  const terminal = await connect(server, own, key);
  await breach(terminal);
  const alert = await alertOf(server, own, { key });

  // It comes by itself, with its plate.
  await row(page, alert.id).getByText(own.plate).waitFor();
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

  // Taken, the driver written to, closed; each by its key.
  await page.keyboard.press("a");
  const read = () => server.call<Kept>("GET", `alerts/${alert.id}`, undefined, key);
  await until("it is taken", async () => (await read()).state === "ACKNOWLEDGED");
  await page.locator('[data-action="close"]').waitFor();
  await page.keyboard.press("t");
  const words = await page.locator("form textarea").inputValue();
  assert.match(words, new RegExp(`${own.plate}.*进入禁行区域`), "what is mostly said is there");
  await shoot(page, `desk-${language}-3-text`);
  await page.keyboard.press("Enter");
  await page.locator('[data-text="ANSWERED"]').waitFor();
  assert.deepEqual(terminal.shown, [words]);
  await shoot(page, `desk-${language}-4-answered`);
  await page.keyboard.press("c");
  await page.keyboard.press("1");
  await shoot(page, `desk-${language}-5-close`);
  await page.keyboard.type("ok");
  await page.keyboard.press("Enter");
  const closed = await until("it is closed", async () => {
    const now = await read();
    return now.state === "CLOSED" && now;
  });
  assert.equal(closed.disposition, "CORRECTED");
  const acts = closed.history.map(({ act, actor, note }) => [act, actor, note]);
  assert.deepEqual(acts, [
    ["ACKNOWLEDGED", OFFICER, ""],
    ["TEXTED", OFFICER, words],
    ["CLOSED", OFFICER, "ok"],
  ]);
  await row(page, alert.id).waitFor({ state: "detached" });
  const told = await page.locator(".history").innerText();
  assert.match(told, language === "zh" ? /已提醒纠正（属实）/ : /warned; corrected \(true\)/);
  await shoot(page, `desk-${language}-6-closed`);
  assert.deepEqual(outside(seat, server), []);
  assert.deepEqual(seat.complaints, []);
  terminal.end();
  await seat.context.close();
}

test("find, understand, act, close without a mouse, in Chinese by day (check 1)", () =>
  work("zh", "light", 1));

test("find, understand, act, close without a mouse, in English by night (check 1)", () =>
  work("en", "dark", 2));

/** All screens and sheets, one after the other, with a picture of each. */
async function walk(language: Language, theme: "light" | "dark"): Promise<void> {
  const seat = await takeSeat(browser, server.origin, {
    language,
    theme,
    key,
    hash: "#/map?at=111.60505,29.01986,13.00",
  });
  const { page } = seat;
  const press = async (...strokes: string[]) => {
    for (const stroke of strokes) await page.keyboard.press(stroke);
  };
  await until("a live line", async () => (await link(page)) === "live");
  await page.locator("canvas.overlay").waitFor();
  await until("the map", async () => (await marks(page, "map")).length > 0);
  await shoot(page, `map-${language}`);
  assert.match(page.url(), /#\/map\?at=111\.605\d*,29\.019\d*,13\.00/);
  await press("g", "v");
  await page.locator(".vehicle-row").first().click();
  await page.locator(".card").waitFor();
  await shoot(page, `vehicles-${language}`);
  assert.match(page.url(), /#\/vehicles/);
  await page.goBack();
  assert.match(page.url(), /#\/map/);
  await press("g", "a");
  await page.locator(".queue").waitFor();
  await shoot(page, `alerts-${language}-none`);
  for (const [stroke, sheet] of [
    ["?", "help"],
    ["Control+k", "commands"],
  ] as const) {
    await press(stroke);
    await page.locator("dialog").waitFor();
    await shoot(page, `${sheet}-${language}`);
    await press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  }
  assert.ok(seat.asked.length > 5, "something was asked of the server");
  assert.deepEqual(outside(seat, server), []);
  assert.deepEqual(seat.complaints, []);
  await seat.context.close();
}

test("all screens work with nothing but the server to reach, in Chinese (check 6)", () =>
  walk("zh", "dark"));

test("all screens work with nothing but the server to reach, in English (check 6)", () =>
  walk("en", "light"));

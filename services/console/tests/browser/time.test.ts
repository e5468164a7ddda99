// Times are those of the jurisdiction, wherever the browser thinks that it is.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { openBrowser, shoot, takeSeat } from "../support/browser.ts";
import { link, marks, row, rows } from "../support/desk.ts";
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

const LATE_MS = 20 * 60_000;
const SECOND_MS = 1_000;

/** The clock of Changde, whatever this computer's is: `2026-03-05T14:03:27+08:00`. */
function changde(at: number): string {
  return `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

test("a browser in New York shows the time of Changde (check 17)", async () => {
  const own = truck(1);
  const terminal = await connect(server, own);
  await breach(terminal);
  const alert = await alertOf(server, own);
  const hash = `#/?alert=${alert.id}`;
  const { page, context } = await takeSeat(browser, server.origin, { hash });
  await until("a live line", async () => (await link(page)) === "live");
  const away = await page.evaluate(() => new Date().getTimezoneOffset());
  assert.ok(away > 0, "the browser is west of Greenwich");
  const shown = (await page.locator(".clock").innerText()).replace(/\s+/g, " ");
  const hours = [0, SECOND_MS].map((ago) => changde(Date.now() - ago).slice(11, 13));
  assert.match(shown, /^\d\d:\d\d:\d\d \+08:00$/);
  assert.ok(hours.includes(shown.slice(0, 2)), shown);
  const found = Number(new Date(alert.detectedAt));
  const history = await page.locator(".history time").first().innerText();
  assert.equal(history, changde(found).slice(11, 19));
  terminal.end();
  await context.close();
});

test("what was told late has its tag, stands at its own time, is silent (check 17)", async () => {
  const { page, context } = await takeSeat(browser, server.origin);
  await until("a live line", async () => (await link(page)) === "live");
  await page.getByText("声音未开启").click();
  const terminal = await connect(server, truck(2));
  await breach(terminal, Date.now() - LATE_MS);
  const alert = await alertOf(server, truck(2));
  await row(page, alert.id).waitFor();
  assert.match(await row(page, alert.id).innerText(), /补传/);
  await row(page, alert.id).click();
  const since = await page.locator('[data-line="detail.since"]').innerText();
  const own = changde(Number(new Date(alert.openedAt)));
  assert.ok(Date.now() - Number(new Date(alert.openedAt)) > LATE_MS, "it is of then");
  assert.ok(since.includes(own.slice(11, 19)), `${since} has no ${own}`);
  assert.match(since, /补传/);
  assert.equal((await marks(page, "chime")).length, 0);
  // One that happens now does sound.
  const other = await connect(server, truck(3));
  await breach(other);
  await until("a sound", async () => (await marks(page, "chime")).length === 1);
  await shoot(page, "late-zh");
  terminal.end();
  other.end();
  await context.close();
});

test("the queue is saved as CSV, each time with the jurisdiction's offset (check 17)", async () => {
  const seat = await takeSeat(browser, server.origin);
  const { page, context } = seat;
  await until("the queue", async () => (await rows(page)).length >= 2);
  const late = await alertOf(server, truck(2));
  const plate = page.locator(`[data-alert="${late.id}"]`).getByText(truck(2).plate);
  await plate.waitFor();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "导出 CSV" }).click(),
  ]);
  assert.match(saved.suggestedFilename(), /^alerts-\d{4}-\d\d-\d\dT\d{6}\+0800\.csv$/);
  const bytes = await readFile(await saved.path());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "a spreadsheet sees UTF-8");
  const lines = bytes.toString("utf8").split("\r\n");
  assert.match(lines[0] ?? "", /编号,等级,状态,车牌,/);
  assert.deepEqual(
    lines.slice(1, -1).map((line) => line.split(",")[0]),
    await rows(page),
  );
  const line = lines.find((one) => one.startsWith(late.id)) ?? "";
  assert.ok(line.includes(`,${truck(2).plate},`) && line.includes(",补传,"), line);
  assert.ok(line.includes(`,${changde(Number(new Date(late.openedAt)))},`), line);
  assert.doesNotMatch(line.replaceAll("+08:00", ""), /[-+]\d\d:\d\d,|\dZ,/);
  assert.deepEqual(seat.complaints, []);
  await context.close();
});

// Single letters while an input method composes, and when they are switched off.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, takeSeat } from "../support/browser.ts";
import { link, row } from "../support/desk.ts";
import { alertOf, breach, connect, truck, until } from "../support/scene.ts";
import { Server } from "../support/server.ts";

interface Kept {
  state: string;
  history: { act: string; note: string }[];
}

test("no letter acts while an input method composes, nor switched off (check 13)", async () => {
  const server = await Server.start();
  const browser = await openBrowser();
  const terminal = await connect(server, truck(1));
  await breach(terminal);
  const alert = await alertOf(server, truck(1));
  const { page, context } = await takeSeat(browser, server.origin, {
    hash: `#/alerts?alert=${alert.id}`,
  });
  await until("a live line", async () => (await link(page)) === "live");
  const kept = () => server.call<Kept>("GET", `alerts/${alert.id}`);
  const read = async () => (await kept()).state;
  const press = async () => {
    for (const key of ["a", "e", "c"]) await page.keyboard.press(key);
    await page.waitForTimeout(300);
  };

  // A composition under way, as Chromium's own input method makes it.
  await page.locator("#comment").focus();
  const protocol = await context.newCDPSession(page);
  const composition = { selectionStart: 2, selectionEnd: 2 };
  await protocol.send("Input.imeSetComposition", { text: "ni", ...composition });
  for (const key of ["a", "e", "c"]) {
    const stroke = { key, code: `Key${key.toUpperCase()}`, windowsVirtualKeyCode: 229 };
    await protocol.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...stroke });
  }
  // And one whose strokes a page sees outside any field.
  await page.evaluate(() => {
    const stroke = { key: "a", isComposing: true, bubbles: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", stroke));
  });
  await page.waitForTimeout(300);
  assert.equal(await read(), "OPEN");
  assert.equal(await page.locator("form[aria-label]").count(), 0);
  await protocol.send("Input.insertText", { text: "你" });
  assert.equal(await page.locator("#comment").inputValue(), "你");
  // The composition over, Enter sends what was composed.
  await page.keyboard.press("Enter");
  const said = await until("a comment", async () => (await kept()).history[0]);
  assert.deepEqual([said.act, said.note], ["COMMENTED", "你"]);

  // Switched off, they do nothing outside either.
  await row(page, alert.id).focus();
  await page.keyboard.press("?");
  await page.locator("dialog input[type=checkbox]").click();
  await page.keyboard.press("Escape");
  await row(page, alert.id).focus();
  await press();
  assert.equal(await read(), "OPEN");

  // Switched on again, they act.
  await page.getByRole("button", { name: "快捷键" }).click();
  await page.locator("dialog input[type=checkbox]").click();
  await page.keyboard.press("Escape");
  await row(page, alert.id).focus();
  await page.keyboard.press("a");
  await until("it is taken", async () => (await read()) === "ACKNOWLEDGED");
  await browser.close();
  terminal.end();
  await server.kill();
});

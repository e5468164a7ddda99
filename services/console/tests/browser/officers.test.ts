// Two officers on one alert in the same moment: one owns it, the other is told who.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, shoot, takeSeat } from "../support/browser.ts";
import { link, row } from "../support/desk.ts";
import { alertOf, breach, connect, truck, until } from "../support/scene.ts";
import { keys, keysFile, Server } from "../support/server.ts";

interface Kept {
  owner: string;
  history: { act: string; actor: string }[];
}

test("both press a: one has it, the other sees who, it is taken once (check 8)", async () => {
  const file = await keysFile(["li-na", "wang-wei"]);
  const server = await Server.start("--set", `identity.keys_file=${file}`);
  const browser = await openBrowser();
  const [first = "", second = ""] = [keys.get("li-na"), keys.get("wang-wei")];
  const terminal = await connect(server, truck(1), first);
  await breach(terminal);
  const alert = await alertOf(server, truck(1), { key: first });
  // One has shown a key before; the other is asked for it.
  const hash = `#/alerts?alert=${alert.id}`;
  const one = await takeSeat(browser, server.origin, { key: first, hash });
  const other = await takeSeat(browser, server.origin, { hash });
  await other.page.locator("dialog input[type=password]").waitFor();
  await shoot(other.page, "sign-in-zh");
  await other.page.locator("dialog input[type=password]").fill(second);
  await other.page.keyboard.press("Enter");
  for (const { page } of [one, other]) {
    await until("a live line", async () => (await link(page)) === "live");
    await row(page, alert.id).focus();
    await page.locator('[data-action="acknowledge"]:enabled').waitFor();
  }
  await Promise.all([one, other].map(({ page }) => page.keyboard.press("a")));
  const read = () => server.call<Kept>("GET", `alerts/${alert.id}`, undefined, first);
  const kept = await until("an owner", async () => {
    const now = await read();
    return now.owner !== "" && now;
  });
  const late = kept.owner === "li-na" ? other : one;
  await until("both see the name", async () => {
    const seen = await Promise.all([one, other].map(({ page }) => row(page, alert.id).innerText()));
    const own = kept.owner === "li-na" ? 0 : 1;
    return seen[own]?.includes("我") && seen[1 - own]?.includes(kept.owner);
  });
  await shoot(late.page, "taken-by-other-zh");
  const takings = (await read()).history.filter(({ act }) => act === "ACKNOWLEDGED");
  assert.deepEqual(
    takings.map(({ actor }) => actor),
    [kept.owner],
  );
  await browser.close();
  terminal.end();
  await server.kill();
});

test("a colleague's word on an alert leaves the form that stands on it as it is", async () => {
  const server = await Server.start();
  const browser = await openBrowser();
  const terminal = await connect(server, truck(1));
  await breach(terminal);
  const { id } = await alertOf(server, truck(1));
  const read = () => server.call<Kept & { state: string }>("GET", `alerts/${id}`);
  await server.call("POST", `alerts/${id}:acknowledge`, {});
  const { page } = await takeSeat(browser, server.origin, { hash: `#/alerts?alert=${id}` });
  await page.locator('[data-action="close"]:enabled').waitFor();
  await page.keyboard.press("c");
  await page.keyboard.press("2");
  await page.keyboard.type("all in order");
  await server.call("POST", `alerts/${id}:comment`, { note: "seen by the patrol" });
  await page.getByText("seen by the patrol").waitFor();
  assert.equal(await page.locator("#close-note").inputValue(), "all in order");
  await page.keyboard.press("Enter");
  await until("it is closed", async () => (await read()).state === "CLOSED");
  await browser.close();
  terminal.end();
  await server.kill();
});

// The desk as a person sees it: what stands in rows, panels and the top bar.

import type { Page } from "playwright-core";
import type { Seat } from "./browser.ts";
import type { Server } from "./server.ts";

/** The row of an alert. */
export const row = (page: Page, id: string) => page.locator(`[data-alert="${id}"]`);

/** Ids of the rows, from the top. */
export function rows(page: Page): Promise<string[]> {
  const ids = (all: Element[]) => all.map((one) => one.getAttribute("data-alert") ?? "");
  return page.locator("[data-alert]").evaluateAll(ids);
}

/** How the line stands: `live`, `stale` … */
export function link(page: Page): Promise<string | null> {
  return page.locator("[data-link]").getAttribute("data-link");
}

/** Which row has the focus. */
export function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => (document.activeElement as HTMLElement).dataset["alert"]);
}

/** How many pixels of this colour the map's own canvas has. */
export function painted(page: Page, [red, green, blue]: readonly number[]): Promise<number> {
  return page.evaluate(
    ([r, g, b]) => {
      const canvas = document.querySelector<HTMLCanvasElement>("canvas.overlay");
      const context = canvas?.getContext("2d");
      if (!canvas || !context) return 0;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] === r && data[at + 1] === g && data[at + 2] === b) count += 1;
      }
      return count;
    },
    [red, green, blue],
  );
}

/** What a seat asked of anyone but the server. */
export function outside({ asked }: Seat, { origin }: Server): string[] {
  const own = [`${origin}/`, `blob:${origin}/`, "data:"];
  return asked.filter((url) => !own.some((start) => url.startsWith(start)));
}

/** How often a mark was made: `chime`, `queue`, `map`. */
export function marks(page: Page, name: string): Promise<number[]> {
  return page.evaluate(
    (of) => performance.getEntriesByName(of).map(({ startTime }) => startTime),
    name,
  );
}

// A real Chromium: Debian's, by playwright-core.

import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

const FOUND = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Screenshots are kept here, and not committed. */
const SHOTS = resolve("../../target/console");
/** The width and height of a desk's screen. */
const DESK = { width: 1600, height: 900 };

export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? FOUND.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error("chromium is missing: apt-get install chromium fonts-noto-cjk");
  }
  // Nothing but the server can be reached, as in a closed network.
  const alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";
  return chromium.launch({ executablePath, args: ["--no-sandbox", alone] });
}

export type Language = "zh" | "en";

export interface Seat {
  page: Page;
  context: BrowserContext;
  /** Addresses of everything that was asked for. */
  asked: string[];
  /** What the page complained of. */
  complaints: string[];
}

/** A desk of its own: a clean browser, in New York unless told otherwise, so that no time of the
 * page can be the browser's own. */
export async function takeSeat(
  browser: Browser,
  origin: string,
  options: { language?: Language; theme?: "dark" | "light"; hash?: string; key?: string } = {},
): Promise<Seat> {
  const context = await browser.newContext({
    viewport: DESK,
    timezoneId: "America/New_York",
    locale: "en-US",
    reducedMotion: "reduce",
  });
  const { language = "zh", theme = "light", key = "" } = options;
  await context.addInitScript(
    ([lang, look, shown]) => {
      localStorage.setItem("placard.language", lang ?? "");
      localStorage.setItem("placard.theme", look ?? "");
      if (shown) sessionStorage.setItem("placard.key", shown);
    },
    [language, theme, key],
  );
  const page = await context.newPage();
  const [asked, complaints]: [string[], string[]] = [[], []];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(`${origin}/${options.hash ?? ""}`);
  return { page, context, asked, complaints };
}

/** Keeps a picture for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

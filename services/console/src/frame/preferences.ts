// Language and theme: kept in this browser, and changed without a reload.

import { preferred, setTheme, theme } from "../theme.ts";
import { language, setLanguage } from "../words/words.ts";

const [THEME, LANGUAGE] = ["placard.theme", "placard.language"];

/** Takes what was chosen before; Chinese, and the system's theme, until something is. */
export function startPreferences(): void {
  const chosen = localStorage.getItem(THEME);
  setTheme(chosen === "dark" || chosen === "light" ? chosen : preferred());
  setLanguage(localStorage.getItem(LANGUAGE) === "en" ? "en" : "zh");
}

export function switchTheme(): void {
  setTheme(theme() === "dark" ? "light" : "dark");
  localStorage.setItem(THEME, theme());
}

export function switchLanguage(): void {
  setLanguage(language() === "zh" ? "en" : "zh");
  localStorage.setItem(LANGUAGE, language());
}

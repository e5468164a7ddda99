// The one catalogue, in two languages. A word lacks neither: the types of the catalogue and of its
// keys make a missing one an error of the build.

import { createSignal } from "solid-js";
import { alert } from "./alert.ts";
import { desk } from "./desk.ts";
import { format, type Values } from "./format.ts";
import { frame } from "./frame.ts";
import { map } from "./map.ts";

export type Language = "zh" | "en";
/** A word in both languages. */
export type Word = Readonly<Record<Language, string>>;

export const catalogue = { ...frame, ...alert, ...desk, ...map } satisfies Record<string, Word>;

/** The name of a word. */
export type Key = keyof typeof catalogue;

const LOCALES = { zh: "zh-CN", en: "en" } as const;

const [language, setLanguage] = createSignal<Language>("zh");
export { language, setLanguage };

/** What `lang` of the document says. */
export const locale = (): string => LOCALES[language()];

/** A word in the language of the screen. */
export function say(key: Key, values: Values = {}): string {
  return sayIn(language(), key, values);
}

/** A word in a language of its own. */
export function sayIn(language: Language, key: Key, values: Values = {}): string {
  return format(catalogue[key][language], values, LOCALES[language]);
}

/** A word that data name; `otherwise` where the catalogue does not know it. */
export function sayOr(key: string, otherwise: () => string): string {
  return key in catalogue ? say(key as Key) : otherwise();
}

/** A text that the server gives in both languages. */
export function told(text: { zh: string; en: string } | undefined): string {
  return text === undefined ? "" : text[language()] || text.zh || text.en;
}

// The part of ICU's message format that the catalogue uses: `{name}` and
// `{name, plural, one {…} other {…}}`, with `#` for the number.

export type Values = Readonly<Record<string, string | number>>;

/** Writes `pattern` with `values`, by the plural rules of `locale`. */
export function format(pattern: string, values: Values, locale: string): string {
  let out = "";
  let rest = pattern;
  for (;;) {
    const open = rest.indexOf("{");
    if (open < 0) return out + rest;
    const close = matching(rest, open);
    out += rest.slice(0, open) + argument(rest.slice(open + 1, close), values, locale);
    rest = rest.slice(close + 1);
  }
}

/** Names of the values that `pattern` asks for. */
export function parameters(pattern: string): string[] {
  const names = new Set<string>();
  for (const found of pattern.matchAll(/\{(\w+)(?:,|\})/g)) names.add(found[1] ?? "");
  return [...names].sort();
}

function argument(inside: string, values: Values, locale: string): string {
  const plural = /^(\w+), plural,/.exec(inside);
  const name = plural?.[1] ?? inside;
  const value = values[name];
  if (value === undefined) throw new Error(`a word needs {${name}}`);
  if (!plural) return String(value);
  const cases = branches(inside.slice(plural[0].length));
  const kind = new Intl.PluralRules(locale).select(Number(value));
  const chosen = cases.get(kind) ?? cases.get("other");
  if (chosen === undefined) throw new Error(`{${name}, plural} has no "other"`);
  return format(chosen.replaceAll("#", String(value)), values, locale);
}

function branches(text: string): Map<string, string> {
  const cases = new Map<string, string>();
  let at = 0;
  for (;;) {
    const open = text.indexOf("{", at);
    if (open < 0) return cases;
    const close = matching(text, open);
    cases.set(text.slice(at, open).trim(), text.slice(open + 1, close));
    at = close + 1;
  }
}

function matching(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`a brace is left open in ${JSON.stringify(text)}`);
}

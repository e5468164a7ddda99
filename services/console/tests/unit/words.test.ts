import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Alert_Disposition, Ending_Reason } from "../../built/gen/placard/v1/alert_pb.ts";
import { Zone_Kind } from "../../built/gen/placard/v1/zone_pb.ts";
import { DISPOSITIONS } from "../../src/screens/desk/dispositions.ts";
import { format, parameters } from "../../src/words/format.ts";
import { catalogue, say, setLanguage, type Word } from "../../src/words/words.ts";

test("every word is there in both languages and asks for the same values", () => {
  for (const [key, { zh, en }] of Object.entries(catalogue)) {
    assert.ok(zh.trim() !== "" && en.trim() !== "", key);
    assert.deepEqual(parameters(zh), parameters(en), key);
  }
});

test("every rule is called what the engine calls it", () => {
  const list = readFileSync("../engine/src/rules.rs", "utf8");
  const rules = /\nrules! \{([^}]*)\}/.exec(list)?.[1] ?? "";
  const names = [...rules.matchAll(/^\s*(\w+),/gm)].map(([, name]) => name ?? "");
  assert.ok(names.length >= 3, "the engine's list cannot be read");
  for (const name of names) {
    const source = readFileSync(`../engine/src/rules/${name}.rs`, "utf8");
    const [, zh, en] = /title: \("(.*)", "(.*)"\)/.exec(source) ?? [];
    const words: Readonly<Record<string, Word>> = catalogue;
    assert.deepEqual(words[`rule.${name.replace("_", ".")}`], { zh, en }, name);
  }
});

test("every word is said somewhere", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/words\/(alert|desk|frame|map)\.ts$/.test(name))
    .map((name) => readFileSync(`src/${name}`, "utf8"))
    .join("\n");
  // By its name, or by one put together: `state.${…}`.
  const dots = (key: string) => [...key.matchAll(/\./g)].map(({ index }) => index + 1);
  const starts = (key: string) => dots(key).map((dot) => key.slice(0, dot));
  const said = (key: string) =>
    sources.includes(`"${key}"`) ||
    starts(key).some((start) => sources.includes(`\`${start}\${`));
  assert.deepEqual(
    Object.keys(catalogue).filter((key) => !said(key)),
    [],
  );
});

test("every value that a rule measures has a word", () => {
  const folder = "../engine/src/rules";
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".rs"))
    .map((name) => readFileSync(`${folder}/${name}`, "utf8"));
  const told = /\bname: "(\w+)"\.into\(\)|\bmeasured\("(\w+)"|How::\w+ => "(\w+)"/g;
  const names = sources.flatMap((source) =>
    [...source.matchAll(told)].map((found) => found.slice(1).find(Boolean) ?? ""),
  );
  assert.ok(names.includes("silence") && names.includes("depth"), names.join());
  assert.deepEqual(
    names.filter((name) => !(`value.${name}` in catalogue)),
    [],
  );
});

test("every disposition has a key, a class and a word", () => {
  const known = DISPOSITIONS.map(({ disposition }) => disposition);
  const all = Object.values(Alert_Disposition).filter((one) => typeof one === "number" && one > 0);
  assert.deepEqual(known, all);
  assert.deepEqual(DISPOSITIONS.map(({ key }) => key).join(""), "123456789");
});

test("every value of an enumeration that is shown has a word", () => {
  const named = (of: object, prefix: string) =>
    Object.keys(of)
      .filter((name) => !/^\d|UNSPECIFIED/.test(name))
      .filter((name) => !(`${prefix}.${name}` in catalogue));
  assert.deepEqual(named(Zone_Kind, "zone"), []);
  assert.deepEqual(named(Ending_Reason, "ending"), []);
});

test("plurals go by the language", () => {
  setLanguage("en");
  assert.equal(say("queue.new", { n: 1 }), "1 new alert");
  assert.equal(say("queue.new", { n: 3 }), "3 new alerts");
  setLanguage("zh");
  assert.equal(say("queue.new", { n: 3 }), "3 条新告警");
});

test("a value that is not given is an error, not a hole in a sentence", () => {
  assert.throws(() => format("{a} and {b}", { a: 1 }, "en"), /\{b\}/);
});

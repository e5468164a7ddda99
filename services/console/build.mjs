// Builds the console: `node build.mjs` writes what is served into bundle/, each file also gzipped;
// `--unit` and `--browser` write the tests into built/, where node runs them.
import { readFile, readdir, rm, writeFile, mkdir } from "node:fs/promises";
import { gzipSync, constants } from "node:zlib";
import { transformAsync } from "@babel/core";
import esbuild from "esbuild";

const here = (path) => new URL(path, import.meta.url).pathname;

/** Solid turns markup into plain DOM calls by a preset of Babel; the rest is esbuild's. */
const solid = {
  name: "solid",
  setup(build) {
    build.onLoad({ filter: /\.tsx$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const presets = ["babel-preset-solid", "@babel/preset-typescript"];
      const out = await transformAsync(source, { filename: path, presets, babelrc: false });
      return { contents: out.code, loader: "js" };
    });
  },
};

const common = { bundle: true, format: "esm", plugins: [solid], logLevel: "warning" };

/** Only what a map draws: the zones come from the server itself, which judges by them. */
const LAYERS = ["boundary", "water", "rivers", "built_up", "roads", "towns"];
const KEPT = ["name_zh", "name_en", "kind", "highway", "ref"];

async function base() {
  const layers = {};
  for (const name of LAYERS) {
    const text = await readFile(here(`../../geodata/${name}.geojson`), "utf8");
    const { features } = JSON.parse(text);
    layers[name] = features.map(({ geometry, properties }) => {
      const kept = KEPT.filter((key) => properties[key]).map((key) => [key, properties[key]]);
      return { type: "Feature", geometry, properties: Object.fromEntries(kept) };
    });
  }
  return JSON.stringify(layers);
}

/** The page: pieces of the script that come later are asked for at once all the same. */
async function page({ outputs }) {
  const names = Object.keys(outputs).map((path) => path.split("/").at(-1));
  const later = names.filter((name) => name.endsWith(".js") && name !== "console.js").sort();
  const links = later.map((name) => `<link rel="modulepreload" href="/${name}">`);
  const text = await readFile(here("src/index.html"), "utf8");
  return text.replace("<!-- pieces -->", links.join("\n"));
}

async function bundle() {
  const out = here("bundle/");
  for (const name of await readdir(out)) {
    if (name !== "README.md") await rm(`${out}${name}`, { recursive: true });
  }
  const define = { "process.env.NODE_ENV": '"production"' };
  const built = await esbuild.build({
    ...common,
    entryPoints: { console: here("src/main.tsx"), style: here("src/style.css") },
    outdir: out,
    minify: true,
    splitting: true,
    chunkNames: "[name]-[hash]",
    target: "es2022",
    platform: "browser",
    define,
    metafile: true,
  });
  await writeFile(`${out}index.html`, await page(built.metafile));
  await writeFile(`${out}base.json`, await base());
  for (const name of await readdir(out)) {
    if (name === "README.md") continue;
    const bytes = await readFile(`${out}${name}`);
    const packed = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
    await writeFile(`${out}${name}.gz`, packed);
    console.log(`${name.padEnd(28)} ${bytes.length} bytes, ${packed.length} gzipped`);
  }
  await mkdir(here("built/"), { recursive: true });
  await writeFile(here("built/meta.json"), JSON.stringify(built.metafile));
}

async function tests(kind) {
  const folder = here(`tests/${kind}/`);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".test.ts"));
  await rm(here(`built/${kind}`), { recursive: true, force: true });
  await esbuild.build({
    ...common,
    entryPoints: names.map((name) => `${folder}${name}`),
    outdir: here(`built/${kind}`),
    outExtension: { ".js": ".mjs" },
    platform: "node",
    conditions: ["browser"],
    external: ["playwright-core"],
    sourcemap: "inline",
  });
}

if (process.argv.includes("--unit")) await tests("unit");
else if (process.argv.includes("--browser")) await tests("browser");
else await bundle();

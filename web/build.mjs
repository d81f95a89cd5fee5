// Builds what the browser gets, from web/src and web/static, into web/dist. Does nothing when nothing changed.
//
//   src/main.tsx             → dist/assets/room.<hash>.js        logical name room.js
//   src/moderate.tsx         → dist/assets/moderate.<hash>.js    logical name moderate.js
//   src/booth.tsx            → dist/assets/booth.<hash>.js       logical name booth.js
//   src/backstage.tsx        → dist/assets/backstage.<hash>.js   logical name backstage.js
//   src/recording.ts         → dist/assets/recording.<hash>.js   logical name recording.js
//   (what these share, or load only when they need it → dist/assets/part.<hash>.js, under that name)
//   static/css/<name>.css    → dist/assets/<name>.<hash>.css     logical name <name>.css
//   static/css/room/*.css    → dist/assets/room.<hash>.css       logical name room.css, in the order of their names
//   static/css/moderate/*.css → dist/assets/moderate.<hash>.css  logical name moderate.css, likewise
//   static/css/backstage/*.css → dist/assets/backstage.<hash>.css logical name backstage.css, likewise
//   static/<path>            → dist/assets/<path>.<hash>.<ext>   logical name <path>
//
// Beside what is text lies its gzip form, <file>.gz, where that is smaller: the server sends it as it is.
//
// dist/manifest.json maps each logical name to the address it is served at: {"room.js": "/assets/room.1A2B3C4D.js"}.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const WEB = path.dirname(fileURLToPath(import.meta.url));
const STATIC = path.join(WEB, "static");
const DIST = path.join(WEB, "dist");
const ASSETS = path.join(DIST, "assets");
const MANIFEST = path.join(DIST, "manifest.json");
const STAMP = path.join(DIST, "build.stamp");
const TEXT = new Set([".js", ".css", ".json", ".map", ".svg"]);

/** Every file below a folder, sorted, as absolute paths. */
async function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** One hash over all that the result depends on. */
async function stampOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(path.relative(WEB, file)).update("\0").update(await readFile(file)).update("\0");
  }
  return hash.digest("hex");
}

async function manifestOnDisk() {
  try {
    return JSON.parse(await readFile(MANIFEST, "utf8"));
  } catch (fault) {
    if (fault.code === "ENOENT" || fault instanceof SyntaxError) return {};
    throw fault;
  }
}

const onDisk = (address) => path.join(DIST, address);

async function isCurrent(stamp, manifest) {
  if (!existsSync(STAMP) || (await readFile(STAMP, "utf8")) !== stamp) return false;
  const addresses = Object.values(manifest);
  return addresses.length > 0 && addresses.every((address) => existsSync(onDisk(address)));
}

async function bundle(stylesheets, sheets) {
  // Loaded only here: a build that has nothing to do starts no compiler.
  const { build } = await import("esbuild");
  const common = {
    bundle: true,
    minify: true,
    sourcemap: true,
    metafile: true,
    outdir: ASSETS,
    entryNames: "[name].[hash]",
    chunkNames: "part.[hash]",
    assetNames: "[name].[hash]",
    logLevel: "warning",
    absWorkingDir: WEB,
    tsconfigRaw: "{}",
    loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
  };
  const results = await Promise.all([
    build({
      ...common,
      entryPoints: [
        { in: "src/main.tsx", out: "room" },
        { in: "src/moderate.tsx", out: "moderate" },
        { in: "src/backstage.tsx", out: "backstage" },
        { in: "src/booth.tsx", out: "booth" },
        { in: "src/guest.ts", out: "guest" },
        { in: "src/recording.ts", out: "recording" },
      ],
      format: "esm",
      // What only some need comes when they need it: a room without video loads no player.
      splitting: true,
      target: ["es2022"],
      jsx: "automatic",
      jsxImportSource: "preact",
    }),
    build({ ...common, entryPoints: stylesheets }),
    ...Object.entries(sheets).map(([name, parts]) => {
      const contents = parts.map((file) => `@import "./${path.relative(WEB, file)}";`).join("\n");
      const stdin = { contents, loader: "css", resolveDir: WEB, sourcefile: `${name}.css` };
      return build({ ...common, stdin, entryNames: `${name}.[hash]` });
    }),
  ]);
  const manifest = {};
  for (const { metafile } of results) {
    for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
      const file = path.basename(output);
      if (file.startsWith("part.")) {
        if (output.endsWith(".js")) manifest[file] = `/assets/${file}`;
        continue;
      }
      if (!entryPoint) continue;
      manifest[file.replace(/\.[A-Z0-9]+(\.\w+)$/, "$1")] = `/assets/${file}`;
    }
  }
  return manifest;
}

async function copyStatic(files) {
  const manifest = {};
  for (const file of files) {
    const name = path.relative(STATIC, file);
    const { dir, name: stem, ext } = path.parse(name);
    const hash = createHash("sha256").update(await readFile(file)).digest("hex").slice(0, 8).toUpperCase();
    const hashed = path.posix.join(...dir.split(path.sep), `${stem}.${hash}${ext}`);
    await mkdir(path.dirname(path.join(ASSETS, hashed)), { recursive: true });
    await copyFile(file, path.join(ASSETS, hashed));
    manifest[name.split(path.sep).join("/")] = `/assets/${hashed}`;
  }
  return manifest;
}

/** Writes the gzip form of every text. */
async function compress() {
  const zip = promisify(gzip);
  const texts = (await filesBelow(ASSETS)).filter((file) => TEXT.has(path.extname(file)));
  await Promise.all(
    texts.map(async (file) => {
      const body = await readFile(file);
      const smaller = await zip(body, { level: 9 });
      if (smaller.length < body.length) await writeFile(`${file}.gz`, smaller);
    }),
  );
}

/** Drops what neither this build nor the one before it made: pages already open may still ask for the latter. */
async function sweep(...manifests) {
  const kept = new Set(manifests.flatMap((manifest) => Object.values(manifest)).map(onDisk));
  for (const file of await filesBelow(ASSETS)) {
    if (!kept.has(file.replace(/(\.map)?(\.gz)?$/, ""))) await rm(file);
  }
}

const started = performance.now();
const css = path.join(STATIC, "css");
const sources = await filesBelow(path.join(WEB, "src"));
const statics = await filesBelow(STATIC);
const partsOf = (name) => statics.filter((file) => path.dirname(file) === path.join(css, name) && file.endsWith(".css"));
const sheets = { room: partsOf("room"), moderate: partsOf("moderate"), backstage: partsOf("backstage"), booth: partsOf("booth") };
const stylesheets = statics.filter((file) => path.dirname(file) === css && file.endsWith(".css"));
const others = statics.filter((file) => !file.startsWith(css + path.sep));
const configuration = ["build.mjs", "package-lock.json"].map((name) => path.join(WEB, name));
const stamp = await stampOf([...configuration, ...sources, ...statics]);
const before = await manifestOnDisk();

if (!(await isCurrent(stamp, before))) {
  await mkdir(ASSETS, { recursive: true });
  const manifest = { ...(await bundle(stylesheets, sheets)), ...(await copyStatic(others)) };
  await writeFile(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  await sweep(before, manifest);
  await compress();
  await writeFile(STAMP, stamp);
  console.log(`Built ${Object.keys(manifest).length} assets in ${Math.round(performance.now() - started)} ms`);
}

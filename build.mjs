// Bundles crisis/web/frontend into crisis/web/static/dist: hashed files, manifest.json, THIRD-PARTY.txt.
import { build } from "esbuild";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";

const source = "crisis/web/frontend";
const target = "crisis/web/static/dist";
const entries = ["app.js", "app.css"];

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });

const { metafile } = await build({
  entryPoints: entries.map((name) => path.join(source, name)),
  outdir: target,
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16.4"],
  minify: true,
  legalComments: "none",
  loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
  metafile: true,
  logLevel: "warning",
}).catch(() => process.exit(1)); // it has said what is wrong, with file and line

const manifest = {};
for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (entryPoint) manifest[path.basename(entryPoint)] = path.basename(file);
}

// Icons and the like keep their names: pages, the web manifest and browsers ask for them by name.
const assets = path.join(source, "assets");
for (const name of existsSync(assets) ? await readdir(assets) : []) {
  await copyFile(path.join(assets, name), path.join(target, name));
  manifest[name] = name;
}

await writeFile(path.join(target, "THIRD-PARTY.txt"), await thirdParty(Object.keys(metafile.inputs)));
await writeFile(path.join(target, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");

/** One block for each bundled package: name, version, licence and the text of its licence file. */
async function thirdParty(inputs) {
  const homes = new Set(inputs.map((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean));
  const blocks = [];
  for (const home of [...homes].sort()) {
    const about = JSON.parse(await readFile(path.join(home, "package.json"), "utf8"));
    const licence = (await readdir(home)).find((name) => /^licen[cs]e/i.test(name));
    const text = licence ? await readFile(path.join(home, licence), "utf8") : "";
    blocks.push(`${about.name} ${about.version} (${about.license})\n\n${text.trim()}\n`);
  }
  return blocks.join("\n" + "-".repeat(78) + "\n\n");
}

// Builds the web page: node build.mjs FOLDER leaves there what is compiled into the binary: pages.json,
// index.html.gz, and below assets/ everything else, named by its content, as .gz and .br.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const output = resolve(process.argv[2] ?? "");
if (!process.argv[2]) throw new Error("which folder? see the first line of build.mjs");
process.chdir(here);

const common = {
    absWorkingDir: here,
    bundle: true,
    minify: true,
    target: "es2022",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    outdir: "assets",
    write: false,
    metafile: true,
    logLevel: "warning",
};

// The page, of which parts are loaded when they are first needed, and what runs before it is shown.
const page = await build({
    ...common,
    entryPoints: { main: "src/main.tsx", style: "src/styles/all.css" },
    format: "esm",
    splitting: true,
    jsx: "automatic",
    jsxImportSource: "preact",
});
const start = await build({ ...common, entryPoints: { start: "src/start.ts" }, format: "iife" });

const assets = new Map();
for (const file of [...page.outputFiles, ...start.outputFiles]) {
    assets.set(basename(file.path), Buffer.from(file.contents));
}

function add(name, content) {
    const digest = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
    const dot = name.lastIndexOf(".");
    const hashed = `${name.slice(0, dot)}-${digest}${name.slice(dot)}`;
    assets.set(hashed, content);
    return hashed;
}

// Whose work is in the bundle, and on which terms.
const licences = [];
for (const name of ["preact", "@preact/signals", "@preact/signals-core", "openapi-fetch"]) {
    licences.push(`${name}\n\n${await readFile(`node_modules/${name}/LICENSE`, "utf8")}`);
}

const outputs = { ...page.metafile.outputs, ...start.metafile.outputs };
const built = (entry) =>
    basename(Object.entries(outputs).find(([, made]) => made.entryPoint === entry)[0]);
const main = Object.values(page.metafile.outputs).find(
    (made) => made.entryPoint === "src/main.tsx",
);
const names = {
    MAIN: built("src/main.tsx"),
    STYLE: built("src/styles/all.css"),
    START: built("src/start.ts"),
    ICON: add("icon.svg", await readFile("icon.svg")),
    LICENCES: add("licences.txt", Buffer.from(licences.join("\n\n\n"))),
    PRELOADS: main.imports
        .filter((made) => made.kind === "import-statement")
        .map((made) => `\n    <link rel="modulepreload" href="/assets/${basename(made.path)}">`)
        .join(""),
};
const html = (await readFile("index.html", "utf8")).replace(
    /%([A-Z]+)%/g,
    (_, name) => names[name],
);

const gzip = (content) => gzipSync(content, { level: 9 });
const brotli = (content) =>
    brotliCompressSync(content, {
        params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    });

await rm(output, { recursive: true, force: true });
await mkdir(join(output, "assets"), { recursive: true });
await writeFile(join(output, "index.html.gz"), gzip(Buffer.from(html)));
await writeFile(join(output, "pages.json"), await readFile("src/pages.json"));
for (const [name, content] of assets) {
    await writeFile(join(output, "assets", `${name}.gz`), gzip(content));
    await writeFile(join(output, "assets", `${name}.br`), brotli(content));
}
const first = [
    names.MAIN,
    ...main.imports.filter((i) => i.kind === "import-statement").map((i) => basename(i.path)),
];
const size = first.reduce((sum, name) => sum + brotli(assets.get(name)).length, 0);
console.log(
    `web: ${assets.size} files in ${relative(process.cwd(), output)}, ${size} bytes of JavaScript at first`,
);

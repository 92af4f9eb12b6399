// Writes the types that the web page has of the API to interfaces/web/generated/api.d.ts, from the
// files that the server puts its OpenAPI document together from: no server has to run, and none that
// is out of date can be asked. What the server adds is the same for all operations.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import openapiTypes, { astToString } from "openapi-typescript";

const openapi = new URL("../../interfaces/openapi/", import.meta.url);
const read = async (name) => JSON.parse(await readFile(new URL(name, openapi), "utf8"));

const document = await read("document.json");
document.paths ??= {};
for (const name of await readdir(openapi)) {
    if (!name.endsWith(".json") || name === "document.json") continue;
    const { paths = {}, components = {} } = await read(name);
    Object.assign(document.paths, paths);
    for (const [kind, entries] of Object.entries(components)) {
        document.components[kind] = { ...document.components[kind], ...entries };
    }
}
for (const name of Object.keys(document)) {
    if (name.startsWith("x-")) delete document[name];
}

const generated = new URL("../../interfaces/web/generated/", import.meta.url);
await mkdir(generated, { recursive: true });
await writeFile(new URL("api.d.ts", generated), astToString(await openapiTypes(document)));

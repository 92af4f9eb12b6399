import type { components } from "../../../generated/api";
import { answered, api } from "../../api/client";

type Schemas = components["schemas"];
export type Import = Schemas["Import"];
export type ImportFileName = Schemas["ImportFileName"];

export const kNeeded: ImportFileName[] = ["links.csv", "movies.csv", "ratings.csv"];
export const kOptional: ImportFileName = "tags.csv";

/** A piece of a file, in bytes; the server takes up to 8 MiB. */
const kPiece = 4 << 20;

export function underWay({ state }: Import): boolean {
    return state === "receiving" || state === "running" || state === "cancelling";
}

/** Sends what is not there yet of the files, piece by piece, and tells of each. */
export async function send(
    begun: Import,
    files: ReadonlyMap<string, File>,
    signal: AbortSignal,
    told: (now: Import) => void,
) {
    for (const { name, received } of begun.files) {
        const file = files.get(name)!;
        for (let offset = received; offset < file.size; offset += kPiece) {
            const piece = file.slice(offset, offset + kPiece);
            const now = await answered(
                api.PUT("/v1/admin/imports/{id}/files/{file}", {
                    params: { path: { id: begun.id, file: name }, query: { offset } },
                    body: piece as unknown as string,
                    bodySerializer: (body) => body,
                    headers: { "Content-Type": "text/csv" },
                    signal,
                }),
            );
            told(now);
        }
    }
}

export async function begin(files: ReadonlyMap<string, File>, dryRun: boolean): Promise<Import> {
    const listed = [...files].map(([name, file]) => ({
        name: name as ImportFileName,
        bytes: file.size,
    }));
    const body = { dry_run: dryRun, files: listed };
    return answered(api.POST("/v1/admin/imports", { body }));
}

import { answered, api } from "../../api/client";
import { Problem, problemOf } from "../../api/problem";
import { type Draft, draftOf, type Written } from "./draft";

/** A film as it is stored, and the name of that state. */
export interface Stored {
    id: string;
    draft: Draft;
    tag: string;
}

export async function load(id: string, signal?: AbortSignal): Promise<Stored> {
    const init = { params: { path: { id } }, signal: signal ?? null, cache: "no-store" as const };
    const { data, error, response } = await api.GET("/v1/metadata/{id}", init);
    if (!data) throw problemOf(response, error);
    return { id: data.id, draft: draftOf(data), tag: response.headers.get("ETag") ?? "*" };
}

/** Writes over the state `tag`; throws Problem, of status 412 when it is another by now. */
export async function replace(id: string, tag: string, film: Written) {
    const header = { "If-Match": tag };
    await answered(api.PUT("/v1/movies/{id}", { params: { path: { id }, header }, body: film }));
}

export function isConflict(error: unknown): boolean {
    return error instanceof Problem && error.status === 412;
}

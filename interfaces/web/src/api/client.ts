import createClient from "openapi-fetch";
import type { paths } from "../../generated/api";
import { recovered, waitToRetry } from "./connection";
import { takeEarly } from "./early";
import { Problem, problemOf, retryAfter } from "./problem";
import { accessTokenOtherThan, invite, me } from "./session";

/** Up to what Retry-After, in seconds, a request that came too fast waits by itself. */
const kPatience = 10;

/** Whether sending it twice does what sending it once does. */
function isRepeatable(request: Request): boolean {
    return (
        ["GET", "HEAD", "PUT", "DELETE"].includes(request.method) ||
        request.headers.has("Idempotency-Key") ||
        request.url.endsWith(":batch-get")
    );
}

function withToken(request: Request, token: string | null): Request {
    const sent = request.clone();
    if (token) sent.headers.set("Authorization", `Bearer ${token}`);
    return sent;
}

/** Whether the answer says that another try may do, for which it then waited. */
async function waited(request: Request, response: Response): Promise<boolean> {
    if (!isRepeatable(request)) return false;
    const seconds = retryAfter(response);
    const away = response.status >= 502 && response.status <= 504;
    const soon = response.status === 429 && (seconds ?? 1) <= kPatience;
    if (!away && !soon) return false;
    await waitToRetry("busy", seconds, request.signal);
    return true;
}

/**
 * Sends a request until it is answered: again when the server can't be reached or is busy, with
 * another token when the session's is too old, and once the visitor has signed in when it is over.
 */
async function send(request: Request): Promise<Response> {
    let bad: string | null = null;
    let wasIn = me.value !== null;
    for (;;) {
        const token = await accessTokenOtherThan(bad);
        let response: Response;
        try {
            response = await (takeEarly(request, token) ?? fetch(withToken(request, token)));
            request.signal.throwIfAborted();
        } catch {
            request.signal.throwIfAborted();
            if (!isRepeatable(request)) throw new Problem(0, "unreachable", "");
            await waitToRetry("unreachable", null, request.signal);
            continue;
        }
        if (await waited(request, response)) continue;
        recovered();
        if (response.status !== 401) return response;
        if (token && token !== bad) {
            bad = token;
            continue;
        }
        if (!(await invite(wasIn ? "expired" : "needed"))) return response;
        wasIn = true;
    }
}

/** The API, by the types of its OpenAPI document. */
export const api = createClient<paths>({
    fetch: send,
    // As the API takes lists: genre=Crime&genre=Drama.
    querySerializer: { array: { style: "form", explode: true } },
});

interface Answer<Data> {
    data?: Data;
    error?: unknown;
    response: Response;
}

/** What the API answered; throws Problem when it refused. */
export async function answered<Data>(asked: Promise<Answer<Data>>): Promise<NonNullable<Data>> {
    const { data, error, response } = await asked;
    if (!response.ok) throw problemOf(response, error);
    return data as NonNullable<Data>;
}

/** Whether something failed only because nobody waits for it any more. */
export function isAborted(error: unknown): boolean {
    return error instanceof DOMException && error.name === "AbortError";
}

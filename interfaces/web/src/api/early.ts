// What start.ts and the page's own script share: start.ts runs before that one has come.

/** Where the session is kept in localStorage. */
export const kSessionKey = "marquee.session";

interface Early {
    url: string;
    token: string | null;
    response: Promise<Response>;
}

declare global {
    var marqueeEarly: Early | undefined;
}

/** The access token of who is signed in, as far as this browser knows. */
function storedToken(): string | null {
    try {
        const session = JSON.parse(localStorage.getItem(kSessionKey) ?? "{}") as {
            accessToken?: string;
        };
        return session.accessToken ?? null;
    } catch {
        return null;
    }
}

/** Asks for the film that the page at `path` will show, so that it is there when the page is. */
export function askEarly(path: string) {
    const id = /^\/movies\/([^/]+)$/.exec(path)?.[1];
    if (!id) return;
    let url: string;
    try {
        url = `${location.origin}/v1/movies/${encodeURIComponent(decodeURIComponent(id))}`;
    } catch {
        return;
    }
    const token = storedToken();
    const headers: HeadersInit = token ? { Authorization: `Bearer ${token}` } : {};
    const response = fetch(url, { headers });
    // Whoever takes it sees that it failed; nobody has to.
    response.catch(() => null);
    globalThis.marqueeEarly = { url, token, response };
}

/** What was asked early, if that is just this request with this token; only once. */
export function takeEarly(request: Request, token: string | null): Promise<Response> | null {
    const early = globalThis.marqueeEarly;
    if (early?.url !== request.url || early.token !== token || request.method !== "GET") {
        return null;
    }
    globalThis.marqueeEarly = undefined;
    return early.response;
}

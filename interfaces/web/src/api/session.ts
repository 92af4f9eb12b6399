import { signal } from "@preact/signals";
import type { components } from "../../generated/api";
import { recovered, waitToRetry } from "./connection";
import { kSessionKey } from "./early";
import { Problem, problemOf, retryAfter } from "./problem";

export type Me = components["schemas"]["Me"];
type Tokens = components["schemas"]["Tokens"];

/**
 * What outlives the document: the API has no cookies. The access token does, too: to ask for another
 * one whenever a page is loaded would end the session of who leaves that page before the answer.
 */
interface Stored {
    refreshToken: string;
    accessToken: string;
    me: Me;
}

const kNobody = new AbortController().signal;

let volatile: Stored | null = null;

function stored(): Stored | null {
    try {
        const text = localStorage.getItem(kSessionKey);
        return text ? (JSON.parse(text) as Stored) : null;
    } catch {
        return volatile;
    }
}

function store(session: Stored | null) {
    volatile = session;
    try {
        if (session) localStorage.setItem(kSessionKey, JSON.stringify(session));
        else localStorage.removeItem(kSessionKey);
    } catch {
        // Then the session ends with the document.
    }
    if (me.value?.id !== session?.me.id || !session) me.value = session?.me ?? null;
}

/** Who is signed in, in all tabs; null is nobody. */
export const me = signal<Me | null>(stored()?.me ?? null);

addEventListener("storage", (event) => {
    if (event.key !== kSessionKey && event.key !== null) return;
    me.value = stored()?.me ?? null;
});

async function postForm(path: string, fields: Record<string, string>): Promise<Response> {
    const body = new URLSearchParams(fields);
    try {
        return await fetch(path, { method: "POST", body });
    } catch {
        throw new Problem(0, "unreachable", "");
    }
}

async function tokensFor(fields: Record<string, string>): Promise<Tokens> {
    const response = await postForm("/oauth/token", fields);
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw problemOf(response, body);
    recovered();
    return body as Tokens;
}

/** Throws Problem, with status 400 when name or password are wrong. */
export async function signIn(username: string, password: string) {
    const tokens = await tokensFor({ grant_type: "password", username, password });
    const accessToken = tokens.access_token;
    const response = await fetch("/v1/me", { headers: { Authorization: `Bearer ${accessToken}` } });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw problemOf(response, body);
    store({ refreshToken: tokens.refresh_token ?? "", accessToken, me: body as Me });
}

/** Makes an account and signs in. Throws Problem: 409 when the name is taken. */
export async function signUp(name: string, password: string) {
    let response: Response;
    try {
        response = await fetch("/v1/sign-up", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ name, password }),
        });
    } catch {
        throw new Problem(0, "unreachable", "");
    }
    if (!response.ok) throw problemOf(response, await response.json().catch(() => null));
    await signIn(name, password);
}

/** Ends the session here at once, and at the server as soon as that hears of it. */
export async function signOut() {
    const session = stored();
    forget();
    if (session?.refreshToken)
        await postForm("/oauth/revoke", { token: session.refreshToken }).catch(() => null);
}

/** The session is over, whoever ended it. */
export function forget() {
    store(null);
}

async function oneTabAtATime<T>(run: () => Promise<T>): Promise<T> {
    return navigator.locks ? await navigator.locks.request(kSessionKey, run) : run();
}

let refreshing: Promise<string | null> | null = null;

/** A refresh token is good for one use: whoever comes late takes what another tab left. */
async function refresh(bad: string | null): Promise<string | null> {
    for (;;) {
        const session = stored();
        if (!session?.refreshToken) return null;
        if (session.accessToken !== bad) return session.accessToken;
        let response: Response | null = null;
        try {
            const fields = { grant_type: "refresh_token", refresh_token: session.refreshToken };
            response = await postForm("/oauth/token", fields);
        } catch {
            await waitToRetry("unreachable", null, kNobody);
            continue;
        }
        if (response.status === 429 || response.status >= 500) {
            await waitToRetry("busy", retryAfter(response), kNobody);
            continue;
        }
        recovered();
        if (!response.ok) {
            store(null);
            return null;
        }
        const tokens = (await response.json()) as Tokens;
        const accessToken = tokens.access_token;
        const refreshToken = tokens.refresh_token ?? session.refreshToken;
        store({ ...session, refreshToken, accessToken });
        return accessToken;
    }
}

/** The access token, of which `bad` is known to be none any more; null for nobody. */
export async function accessTokenOtherThan(bad: string | null): Promise<string | null> {
    const session = stored();
    if (!session || session.accessToken !== bad) return session?.accessToken ?? null;
    refreshing ??= oneTabAtATime(() => refresh(bad)).finally(() => (refreshing = null));
    return refreshing;
}

/** Why somebody is asked to sign in. */
export type Reason = "rate" | "expired" | "needed";

export const invitation = signal<{
    reason: Reason;
    name: string;
    settle: (in_: boolean) => void;
} | null>(null);

let lastName = me.value?.name ?? "";

/** Asks the visitor to sign in, unless they are; answers whether they are then. */
export async function invite(reason: Reason): Promise<boolean> {
    if (reason !== "expired" && me.value) return true;
    const running = invitation.value;
    return new Promise((resolve) => {
        invitation.value = {
            reason: running?.reason ?? reason,
            name: lastName,
            settle: (in_) => {
                invitation.value = null;
                running?.settle(in_);
                resolve(in_);
            },
        };
    });
}

me.subscribe((now) => {
    if (now?.name) lastName = now.name;
});

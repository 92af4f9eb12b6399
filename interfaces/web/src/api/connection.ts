import { signal } from "@preact/signals";

/** What keeps requests from being answered, while something waits to try again. */
export interface Trouble {
    kind: "offline" | "unreachable" | "busy";
    /** When the next try is due, in milliseconds of Date.now(). */
    next: number;
}

export const trouble = signal<Trouble | null>(null);

const kFirst = 1000;
const kLongest = 30_000;
let failures = 0;
let wakers = new Set<() => void>();

/** Ends all waiting. */
export function tryNow() {
    const waking = wakers;
    wakers = new Set();
    for (const wake of waking) wake();
}

addEventListener("online", tryNow);

/**
 * Waits before a request is sent again, longer from time to time, and at least `seconds`, while the
 * visitor is shown why. Throws what `signal` was aborted with.
 */
export async function waitToRetry(
    kind: "unreachable" | "busy",
    seconds: number | null,
    signal: AbortSignal,
) {
    signal.throwIfAborted();
    const backOff = Math.min(kLongest, kFirst * 2 ** Math.min(failures++, 10));
    const pause = Math.max((seconds ?? 0) * 1000, backOff * (0.75 + Math.random() / 4));
    trouble.value = { kind: navigator.onLine ? kind : "offline", next: Date.now() + pause };
    await new Promise<void>((resolve) => {
        const timer = setTimeout(done, pause);
        function done() {
            clearTimeout(timer);
            wakers.delete(done);
            signal.removeEventListener("abort", done);
            resolve();
        }
        wakers.add(done);
        signal.addEventListener("abort", done);
    });
    if (signal.aborted && wakers.size === 0) recovered();
    signal.throwIfAborted();
}

/** A request was answered. */
export function recovered() {
    failures = 0;
    if (!trouble.value) return;
    trouble.value = null;
    tryNow();
}

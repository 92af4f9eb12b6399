import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isAborted } from "../api/client";

/** What pages showed last, so that going back shows it at once. By key; the oldest go first. */
const known = new Map<string, unknown>();
const kMostKnown = 60;

export function remember(key: string, value: unknown) {
    known.delete(key);
    known.set(key, value);
    if (known.size > kMostKnown) known.delete(known.keys().next().value!);
}

export function recall<Value>(key: string): Value | undefined {
    return known.get(key) as Value | undefined;
}

/** Forgets everything, as when somebody else signs in. */
export function forgetAll() {
    known.clear();
}

export interface Loaded<Value> {
    /** Nothing while it is loaded for the first time, or when that failed. */
    value: Value | undefined;
    error: unknown;
    loading: boolean;
    again: () => void;
    /** Puts something in place of what was loaded, as when the visitor changed it. */
    put: (value: Value) => void;
}

interface State<Value> {
    key: string;
    value: Value | undefined;
    error: unknown;
    loading: boolean;
}

/**
 * Loads something for a component, anew when `key` changes, which names it among all that is loaded.
 * What was there before under that key is shown meanwhile.
 */
export function useLoaded<Value>(
    key: string,
    load: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> {
    const [, draw] = useState(0);
    const [tries, setTries] = useState(0);
    const state = useRef<State<Value> | null>(null);
    if (state.current?.key !== key) {
        state.current = { key, value: recall<Value>(key), error: undefined, loading: true };
    }
    const latest = useRef(load);
    latest.current = load;
    // Before the first paint, or the request would wait for that.
    useLayoutEffect(() => {
        const abort = new AbortController();
        const current = state.current!;
        const settle = (change: Partial<typeof current>) => {
            if (abort.signal.aborted) return;
            Object.assign(current, change, { loading: false });
            draw((n) => n + 1);
        };
        latest.current(abort.signal).then(
            (value) => {
                remember(key, value);
                settle({ value, error: undefined });
            },
            (error: unknown) => {
                if (!isAborted(error)) settle({ error });
            },
        );
        return () => abort.abort();
    }, [key, tries]);
    const again = useCallback(() => {
        Object.assign(state.current!, { loading: true, error: undefined });
        setTries((n) => n + 1);
    }, []);
    const put = useCallback((value: Value) => {
        remember(state.current!.key, value);
        state.current!.value = value;
        draw((n) => n + 1);
    }, []);
    return { ...state.current, again, put };
}

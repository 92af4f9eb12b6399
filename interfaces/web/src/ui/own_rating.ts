import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { components } from "../../generated/api";
import { answered, api, isAborted } from "../api/client";
import { noteSaving } from "../api/own_data";
import { Problem } from "../api/problem";
import { invite, me } from "../api/session";
import { filmText } from "../texts/film";
import { explained } from "./failure";
import { announce, toast } from "./toasts";

export type Summary = components["schemas"]["RatingSummary"];

const kNone: Summary = {
    average: null,
    count: 0,
    weighted: null,
    histogram: Array<number>(10).fill(0),
};

/**
 * The summary with one visitor's score changed, null being none; the weighted rating, which depends
 * on all films, stays until the server says.
 */
export function withScore(before: Summary | null, from: number | null, to: number | null): Summary {
    const summary = before ?? kNone;
    const histogram = [...summary.histogram];
    if (from !== null) histogram[from - 1] = Math.max(0, histogram[from - 1]! - 1);
    if (to !== null) histogram[to - 1] = histogram[to - 1]! + 1;
    const count = histogram.reduce((sum, one) => sum + one, 0);
    const points = histogram.reduce((sum, one, index) => sum + one * (index + 1), 0);
    return { histogram, count, average: count ? points / count : null, weighted: summary.weighted };
}

interface State {
    /** What the server is known to have. */
    saved: number | null;
    summary: Summary | null;
    /** What the visitor wants it to have. */
    wanted: number | null;
}

/** Arrow keys pass over scores that nobody means. */
const kPause = 350;

/**
 * The visitor's rating of a film, and everybody's with it, both as they will be once the server has
 * what was chosen last. When that fails, both are again as they were, and the visitor is told.
 */
export function useOwnRating(id: string, summary: Summary | null) {
    const who = me.value?.id ?? null;
    const [state, setState] = useState<State>({ saved: null, summary, wanted: null });
    const [busy, setBusy] = useState(false);
    const now = useRef(state);
    now.current = state;
    const change = (part: Partial<State>) => {
        now.current = { ...now.current, ...part };
        setState(now.current);
    };
    const timer = useRef(0);
    const sending = useRef(false);

    useEffect(() => {
        if (!sending.current && !timer.current) change({ summary });
    }, [summary]);

    const load = async (signal?: AbortSignal) => {
        try {
            const path = { id };
            const found = await answered(
                api.GET("/v1/movies/{id}/ratings/me", { params: { path }, signal: signal ?? null }),
            );
            return { saved: found.score, summary: found.summary };
        } catch (failed) {
            if (failed instanceof Problem && failed.status === 404)
                return { saved: null, summary: undefined };
            throw failed;
        }
    };

    useEffect(() => {
        if (!who) {
            if (!sending.current) change({ saved: null, wanted: null });
            return;
        }
        const abort = new AbortController();
        load(abort.signal).then(
            (found) => {
                if (sending.current || timer.current) return;
                change({
                    saved: found.saved,
                    wanted: found.saved,
                    summary: found.summary ?? now.current.summary,
                });
            },
            (failed: unknown) => {
                if (!isAborted(failed)) toast(explained(failed), { bad: true });
            },
        );
        return () => abort.abort();
    }, [id, who]);

    const put = async (score: number) => {
        const params = { path: { id } };
        const answer = await answered(
            api.PUT("/v1/movies/{id}/ratings/me", { params, body: { score } }),
        );
        change({
            saved: score,
            summary: answer.summary ?? withScore(now.current.summary, now.current.saved, score),
        });
    };

    const withdraw = async () => {
        const params = { path: { id } };
        const { response } = await api.DELETE("/v1/movies/{id}/ratings/me", { params });
        // What is not there any more is withdrawn.
        if (!response.ok && response.status !== 404) {
            throw new Problem(response.status, "internal", response.statusText);
        }
        change({ saved: null, summary: withScore(now.current.summary, now.current.saved, null) });
        const film = await answered(api.GET("/v1/movies/{id}", { params }));
        if (!film.degraded) change({ summary: film.rating });
    };

    /** One request at a time, until the server has what is wanted. */
    const save = async () => {
        timer.current = 0;
        if (sending.current) return;
        sending.current = true;
        setBusy(true);
        try {
            if (!(await invite("rate"))) {
                change({ wanted: now.current.saved });
                return;
            }
            // Who has just signed in may have rated it before.
            if (!who) {
                const found = await load();
                change({ saved: found.saved, summary: found.summary ?? now.current.summary });
            }
            while (now.current.wanted !== now.current.saved) {
                const { wanted } = now.current;
                await (wanted === null ? withdraw() : put(wanted));
            }
            const { saved } = now.current;
            announce(saved === null ? filmText().withdrawn : filmText().saved(saved));
        } catch (failed) {
            change({ wanted: now.current.saved });
            toast(`${filmText().notSaved} ${explained(failed)}`, { bad: true });
        } finally {
            sending.current = false;
            setBusy(false);
        }
    };

    useEffect(
        () => () => {
            if (!timer.current) return;
            clearTimeout(timer.current);
            noteSaving(save());
        },
        [],
    );

    const choose = (wanted: number | null) => {
        change({ wanted });
        clearTimeout(timer.current);
        timer.current = window.setTimeout(() => noteSaving(save()), kPause);
    };

    const shown = useMemo(
        () =>
            state.wanted === state.saved
                ? state.summary
                : withScore(state.summary, state.saved, state.wanted),
        [state],
    );
    return {
        score: state.wanted,
        summary: shown,
        busy: busy || state.wanted !== state.saved,
        choose,
    };
}
